// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IBillingNodes
 * @notice How tenants and streams are billed, and what they owe.
 *
 * Nobody's balance is ever negative. What a bill cannot take is *arrears* of one name in one vault. Arrears belong to
 * the name: they survive deletion, re-creation and a change of the tenant's owner. They are paid before anything else, by
 * funding as it arrives and before anything leaves the account.
 *
 * A stream with arrears in any vault is suspended: it is stopped in the ledger (`Stops.ARREARS`). While a tenant has
 * arrears in any vault, no stream that may draw on it starts or is prolonged. Paying the last arrears takes that back in
 * the same transaction. A stream's arrears are never paid out of its tenant's balance: fund the stream.
 *
 * What is added to arrears is said by `UsageCharged` alone, suspension and resumption by the ledger's `StopsSet` (of a
 * stream) and `TenantArrearsSet`.
 */
interface IBillingNodes {
    /// @notice Whose balance pays for a stream's usage, and who owes what it cannot pay.
    /// @dev `StreamFirst`: the stream's, then the tenant's; the stream owes. `TenantOnly`: the tenant's; the tenant owes.
    /// `StreamOnly`: the stream's; the stream owes.
    enum BillingMode {
        StreamFirst,
        TenantOnly,
        StreamOnly
    }

    /// @notice The stream bills in this mode from now on, while its tenant has stream balances.
    event BillingModeSet(bytes32 indexed streamId, BillingMode mode);

    /// @notice The tenant's streams bill by their modes from now on, or all as `TenantOnly`.
    event StreamBalancesSet(bytes32 indexed tenantId, bool enabled);

    /// @notice The tenant or stream `id` paid `shares` of what it owed in `vault`, and owes `left` there.
    event ArrearsPaid(bytes32 indexed id, address indexed vault, uint256 shares, uint256 left);

    /// @notice The platform wrote off `shares` of what the tenant or stream `id` owed in `vault`; it owes `left` there.
    event ArrearsForgiven(bytes32 indexed id, address indexed vault, uint256 shares, uint256 left);

    /// @notice No tenant or stream with this id.
    error NodeUnknown(bytes32 id);

    /// @notice The id is a stream's where a tenant's is needed, or the other way round.
    error NodeRefused(bytes32 id);

    /// @notice The tenant owes for infrastructure, so how its streams are billed stays as it is.
    error TenantOwes(bytes32 tenantId);

    /// @notice The tenant or stream owes nothing in this vault.
    error NothingToForgive(bytes32 id, address vault);

    /// @notice The caller does not own the tenant.
    error NotTheOwner(bytes32 tenantId, address caller, address owner);

    /**
     * @notice Tenant's owner: sets whose balance pays for the stream's usage, from the next record on. Kept while the
     * tenant has no stream balances, and over deletion and re-creation. Not while the tenant owes, so that its streams
     * cannot leave it alone with the debt.
     * @dev Emits {BillingModeSet}.
     */
    function setBillingMode(bytes32 streamId, BillingMode mode) external;

    /**
     * @notice Registrar role: gives a tenant stream balances, or takes them away. Without them (the default) every stream
     * of the tenant bills as `TenantOnly` and takes no funding beyond its arrears. What streams hold or owe already stays as
     * it is and can leave or be paid.
     * @dev Emits {StreamBalancesSet}.
     */
    function setStreamBalances(bytes32 tenantId, bool enabled) external;

    /**
     * @notice Anyone: pays what the tenant or stream owes in `vault` from its own balance. Needed only after revenue came
     * in, which triggers nothing by itself. Works while paused and for delisted vaults.
     * @dev Emits {ArrearsPaid}, and in the ledger `StopsSet` or `TenantArrearsSet` with the last of them.
     * @return paid Shares paid; zero if nothing is owed or there is nothing to pay with.
     */
    function settleArrears(bytes32 id, address vault) external returns (uint256 paid);

    /**
     * @notice Rates role: writes off at most `maxShares` of what the tenant or stream owes in `vault`, for a bill that was
     * wrong or a vault whose shares nobody can get any more. Moves no money.
     * @dev Emits {ArrearsForgiven}, and in the ledger `StopsSet` or `TenantArrearsSet` with the last of them.
     */
    function forgiveArrears(bytes32 id, address vault, uint256 maxShares) external;

    /* VIEWS: never revert */

    /// @notice What the tenant or stream owes in `vault`, and when it last began to owe there.
    function arrearsOf(bytes32 id, address vault) external view returns (uint256 shares, uint40 since);

    /// @notice Whether the tenant or stream owes anything in any vault.
    function isInArrears(bytes32 id) external view returns (bool);

    /// @notice The mode that the stream's owner set, and the one in which its usage is billed now.
    function billingModeOf(bytes32 streamId) external view returns (BillingMode mode, BillingMode effective);

    /// @notice Whether the tenant's streams bill by their modes.
    function hasStreamBalances(bytes32 tenantId) external view returns (bool);

    /// @notice Whether the stream never draws on its tenant's balance.
    function isSelfReliant(bytes32 streamId) external view returns (bool);
}
