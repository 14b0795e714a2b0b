// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "./IStreamLedger.sol";

/**
 * @title IStreamNodes
 * @notice The accounts of tenants and streams inside the ledger. Nobody can sign for them. Anyone may fund them under the
 * billing contract's rules; that contract alone debits them, for three purposes and to three destinations, all fixed by
 * the ledger: a charge ({IStreamCharges}) goes to the platform, a release to the tenant's receiver, a sweep from a deleted
 * stream to its tenant.
 *
 * A debit takes the id of the name, never an account: the ledger derives the account itself and refuses whatever is
 * neither a tenant's nor a stream's. So the worst that a broken billing contract can do with money is to charge too much
 * to the platform or to pay a tenant too early. It can also stop streams and refuse funding.
 */
interface IStreamNodes {
    /// @notice What the implementation is built on; changes only by an upgrade.
    /// @param registry The registry whose terms the meter obeys.
    /// @param splits The contract that may pay out of the accounts of splits.
    /// @param billing The contract that may charge, release and sweep the accounts of tenants and streams.
    /// @param depositFactory Factory of the deposit addresses that are the accounts of names.
    /// @param depositInitCodeHash Hash of the init code of a deposit address.
    /// @param root Namehash of the root, whose account is the platform's.
    /// @param weth Wrapped ETH.
    /// @param verificationDemanded Whether streams must be verified to start.
    struct Wiring {
        address registry;
        address splits;
        address billing;
        address depositFactory;
        bytes32 depositInitCodeHash;
        bytes32 root;
        address weth;
        bool verificationDemanded;
    }

    /// @notice The caller is not the splits contract.
    error NotTheSplits(address caller);

    /// @notice The account is of a kind that this call does not touch.
    error AccountKindRefused(address account, IStreamLedger.AccountKind kind);

    /// @notice The stream is not deleted, so nothing of it is swept.
    error StreamNotDeleted(bytes32 streamId);

    /// @notice The stream is deleted, so nothing of it is released.
    error StreamIsDeleted(bytes32 streamId);

    /* TENANTS AND STREAMS */

    /**
     * @notice Moves `shares` from the caller's account to that of the tenant or stream `id`.
     * @dev Anyone, under the rules of {IBillingFunding}: arrears are paid first, public money for a stream keeps to its
     * policy. Requirements: not paused; 0 < `shares` ≤ available. Emits ERC-6909 `Transfer`; the billing contract says why.
     */
    function fund(bytes32 id, address vault, uint256 shares) external;

    /**
     * @notice Pays what the tenant or stream `id` still owes in `vault` after its own balance, at most `maxShares`, from the
     * caller's account. Anyone; never limited, paused or refused, also in a delisted vault. Unlike {fund} it does not
     * depend on what else reaches the account in the same block.
     * @dev Requirements: something is owed; what is paid is available. Emits ERC-6909 `Transfer`; the billing contract says
     * why.
     * @return shares Shares paid.
     */
    function payArrears(bytes32 id, address vault, uint256 maxShares) external returns (uint256 shares);

    /**
     * @notice Billing only: moves as much as there is, at most `maxShares`, from the account of `id` to the account that
     * the tenant named in the registry. Works while paused and for delisted vaults.
     * @dev Reverts with `ReceiverRefused` if that is the account of a name, and with {StreamIsDeleted}: what a deleted
     * stream has goes to its tenant. Emits ERC-6909 `Transfer`.
     * @return shares Shares moved.
     * @return receiver Account that got them.
     */
    function releaseNode(
        bytes32 id,
        address vault,
        uint256 maxShares
    ) external returns (uint256 shares, address receiver);

    /**
     * @notice Billing only: moves everything from the account of a deleted stream to that of its tenant. Works while
     * paused and for delisted vaults.
     * @dev Emits ERC-6909 `Transfer` unless the account is empty.
     * @return shares Shares moved.
     */
    function sweepNode(bytes32 streamId, address vault) external returns (uint256 shares);

    /* SPLITS */

    /**
     * @notice Splits contract only: marks the account of a newly registered split, which follows from the hash of its
     * table, so that no other account can ever be named.
     * @dev Reverts with {AccountKindRefused} if it is marked already.
     * @return account The split's account.
     */
    function openSplit(bytes32 tableHash) external returns (address account);

    /**
     * @notice Splits contract only: moves `shares` from a split's account to a holder's. No other kind of account can
     * be debited here. Works while paused and for delisted vaults.
     * @dev Emits ERC-6909 `Transfer`.
     */
    function paySplit(address account, address holder, address vault, uint256 shares) external;

    /* VIEWS: never revert */

    /// @notice The platform's account: the deposit address of the root name.
    function platformAccount() external view returns (address);

    /// @notice The account of the tenant or stream `id`: the deposit address of its name, whether it exists or not.
    function accountOf(bytes32 id) external view returns (address);

    /// @notice The address that takes watch payments of the stream `streamId`.
    function watchAccountOf(bytes32 streamId) external view returns (address);

    /// @notice What `account` is to the ledger.
    function accountKind(address account) external view returns (IStreamLedger.AccountKind);

    /// @notice What the implementation is built on.
    function wiring() external view returns (Wiring memory);
}
