// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IBillingPayouts
 * @notice How money leaves the accounts of names: infrastructure first, then the tenant. What is above arrears and reserve
 * is released to the receiver that the tenant named in the registry, who withdraws it from the ledger as any creator
 * does. Nothing here is ever paused, restricted or limited.
 *
 * What a tenant sets here is the present owner's: a transfer of the tenant forgets it.
 */
interface IBillingPayouts {
    /// @notice `shares` went from the account of the tenant or stream `id` to the tenant's receiver.
    event Released(bytes32 indexed id, address indexed vault, address indexed receiver, uint256 shares);

    /// @notice `shares` went from the account of a deleted stream to that of its tenant.
    event Swept(bytes32 indexed streamId, bytes32 indexed tenantId, address indexed vault, uint256 shares);

    /// @notice Releases of the tenant and its streams in `vault` leave `reserve` behind and move at least `minimum`.
    event PayoutTermsSet(bytes32 indexed tenantId, address indexed vault, uint96 reserve, uint96 minimum);

    /// @notice `operator` may release for the tenant, or no longer.
    event PayoutOperatorSet(bytes32 indexed tenantId, address indexed operator, bool approved);

    /// @notice The caller is neither the tenant's owner nor its operator, and the tenant set no reserve.
    error NotAReleaser(bytes32 tenantId, address caller);

    /// @notice After arrears and reserve `shares` are left, which is nothing or below the minimum.
    error NothingToRelease(bytes32 id, address vault, uint256 shares, uint256 minimum);

    /// @notice The deleted stream's account is empty after its arrears.
    error NothingToSweep(bytes32 streamId, address vault);

    /**
     * @notice Moves what is above arrears and reserve from the account of the tenant or stream `id` to the tenant's
     * receiver. The tenant's owner and operators; anyone once the tenant has set a reserve in `vault`.
     * @dev Pays arrears first; if nothing is left then, it reverts and `settleArrears` is the call to make. Reverts with
     * {NothingToRelease}, and with `ReceiverRefused` and `StreamIsDeleted` of the ledger.
     * Emits {ArrearsPaid}, ERC-6909 `Transfer`, {Released}.
     * @return shares Shares released.
     */
    function release(bytes32 id, address vault) external returns (uint256 shares);

    /**
     * @notice Anyone: moves everything in the account of a deleted stream to its tenant's account; what comes in later
     * can be swept again, for ever. The stream's arrears are paid first, the tenant's afterwards.
     * @dev Reverts with {NothingToSweep}, also if arrears take everything (`settleArrears` pays them), and with
     * `StreamNotDeleted` of the ledger.
     * Emits {ArrearsPaid}, ERC-6909 `Transfer`, {Swept}.
     * @return shares Shares swept.
     */
    function sweep(bytes32 streamId, address vault) external returns (uint256 shares);

    /// @notice Tenant's owner: sets what releases leave in each account of the tenant and its streams in `vault`, and the
    /// least they move. With a reserve above zero anyone may release from all of these accounts. Emits {PayoutTermsSet}.
    function setPayoutTerms(bytes32 tenantId, address vault, uint96 reserve, uint96 minimum) external;

    /// @notice Tenant's owner: lets `operator` release, or no longer. Emits {PayoutOperatorSet}.
    function setPayoutOperator(bytes32 tenantId, address operator, bool approved) external;

    /* VIEWS: never revert */

    /// @notice What a release of the tenant or stream `id` would move now; zero if below the minimum, deleted or unknown.
    function releasable(bytes32 id, address vault) external view returns (uint256 shares);

    /// @notice What the present owner of the tenant set for releases in `vault`.
    function payoutTermsOf(bytes32 tenantId, address vault) external view returns (uint96 reserve, uint96 minimum);

    /// @notice Whether `operator` may release for the tenant's present owner.
    function isPayoutOperator(bytes32 tenantId, address operator) external view returns (bool);
}
