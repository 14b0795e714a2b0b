// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamCharges
 * @notice What tenants and streams pay the platform for infrastructure: the billing contract says how much, the ledger
 * takes what is there and sends it to the platform's account and nowhere else.
 */
interface IStreamCharges {
    /// @notice The tenant owes for infrastructure in some vault, or no longer in any.
    event TenantArrearsSet(uint32 indexed tenantNo, bool inArrears);

    /// @notice The caller is not the billing contract.
    error NotTheBilling(address caller);

    /**
     * @notice Billing only: moves as much as there is, at most `maxShares`, from the account of a stream to the platform;
     * nothing if the stream is deleted.
     * @dev Emits ERC-6909 `Transfer` unless nothing moves.
     * @return shares Shares moved.
     * @return isLive Whether the stream is not deleted.
     */
    function chargeStream(
        bytes32 streamId,
        address vault,
        uint256 maxShares
    ) external returns (uint256 shares, bool isLive);

    /**
     * @notice Billing only: moves as much as there is, at most `maxShares`, from the account of the tenant or stream `id`,
     * deleted or not, to the platform. Works while paused and for delisted vaults, so that debts can be paid before an
     * exit.
     * @dev Emits ERC-6909 `Transfer` unless nothing moves.
     * @return shares Shares moved.
     */
    function chargeNode(bytes32 id, address vault, uint256 maxShares) external returns (uint256 shares);

    /// @notice Billing only: stops a stream that owes for infrastructure, or takes that stop back.
    /// @dev Emits `StopsSet`.
    function setStreamArrears(bytes32 streamId, bool inArrears) external;

    /// @notice Billing only: while a tenant is in arrears, no stream that may draw on it starts or is prolonged.
    /// @dev Emits {TenantArrearsSet}.
    function setTenantArrears(uint32 tenantNo, bool inArrears) external;
}
