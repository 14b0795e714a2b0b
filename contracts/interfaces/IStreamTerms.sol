// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamTerms
 * @notice The terms of streams and tenants that the meter obeys. The registry pushes them when they change, so that a
 * start makes no external call; the billing contract pushes arrears.
 */
interface IStreamTerms {
    /// @notice What a stream charges in one vault.
    /// @param startFee Shares charged once per viewer and stream, for ever.
    /// @param perSecond Shares per second.
    /// @param window Longest time sold at once, in seconds: the song's length, a live stream's heartbeat window.
    struct Price {
        uint96 startFee;
        uint96 perSecond;
        uint32 window;
    }

    /// @notice The terms of a stream, as the registry pushed them.
    /// @param payee Account that the meter credits.
    /// @param streamNo The stream's number in sessions and events; 0 means unknown.
    /// @param tenantNo The number of the stream's tenant.
    /// @param run Counts how often the stream was resumed.
    /// @param stops Reasons why the stream is stopped, one bit each; 0 means it plays.
    struct Terms {
        address payee;
        uint32 streamNo;
        uint32 tenantNo;
        uint24 run;
        uint8 stops;
    }

    /// @notice A stream got its number and its two accounts; once per name.
    event StreamNumbered(bytes32 indexed streamId, uint32 indexed streamNo, address account, address watchAccount);

    /// @notice A tenant got its number and its account; once per name.
    event TenantNumbered(bytes32 indexed tenantId, uint32 indexed tenantNo, address account);

    /// @notice The account that the meter credits for the stream changed; running sessions keep theirs.
    event PayeeSet(uint32 indexed streamNo, address indexed payee);

    /// @notice What the stream charges in `vault` changed; running sessions keep theirs. All zero: not for sale.
    event PriceSet(uint32 indexed streamNo, address indexed vault, uint96 startFee, uint96 perSecond, uint32 window);

    /// @notice The reasons why a stream is stopped changed. Zero to non-zero ends run `run` at the block's time;
    /// non-zero to zero begins run `run`.
    event StopsSet(uint32 indexed streamNo, uint8 stops, uint24 run);

    /// @notice Until `until`, and while the tenant's tenancy is `tenancy`, the stream counts as verified.
    event VerificationPushed(uint32 indexed streamNo, uint40 until, uint32 tenancy);

    /// @notice The tenant has a new owner; what was verified for an older tenancy no longer counts.
    event TenancyPushed(uint32 indexed tenantNo, uint32 tenancy);

    /// @notice The caller is not the registry.
    error NotTheRegistry(address caller);

    /// @notice No stream with this id.
    error StreamUnknown(bytes32 streamId);

    /// @notice Arrears are the billing contract's to set and clear.
    error StopRefused(uint8 reason);

    /// @notice The payee is zero, the ledger itself, or the watch account of a stream known by then.
    error PayeeRefused(address payee);

    /// @notice The price has neither start fee nor rate, no window, or a part beyond its bound.
    error PriceRefused(uint256 startFee, uint256 perSecond, uint256 window);

    /// @notice Registry only: gives a tenant its number and marks its account.
    function addTenant(bytes32 tenantId) external returns (uint32 tenantNo);

    /// @notice Registry only: gives a stream its number, marks its accounts, sets its payee.
    function addStream(bytes32 streamId, uint32 tenantNo, address payee) external returns (uint32 streamNo);

    /// @notice Registry only: sets who is credited. Neither zero, the ledger nor a watch account known by
    /// then.
    function setPayee(bytes32 streamId, address payee) external;

    /// @notice Registry only: sets what the stream charges in a listed vault; all zero takes it off sale.
    function setPrice(bytes32 streamId, address vault, uint256 startFee, uint256 perSecond, uint256 window) external;

    /// @notice Registry only: takes the stream off sale in every vault.
    function clearPrices(bytes32 streamId) external;

    /// @notice Registry only: sets or clears one reason (a bit of {Stops}, but for arrears) why the stream is stopped. With
    /// none left it is resumed in a new run.
    function setStop(bytes32 streamId, uint8 reason, bool stopped) external;

    /// @notice Registry only: the stream is verified until `until` as long as its tenant's tenancy is `tenancy`.
    function setVerified(bytes32 streamId, uint40 until, uint32 tenancy) external;

    /// @notice Registry only: the tenant's owner changed for the `tenancy`-th time.
    function setTenancy(uint32 tenantNo, uint32 tenancy) external;

    /* VIEWS: never revert */

    /// @notice Whether the tenant owes for infrastructure in any vault.
    function isInArrears(uint32 tenantNo) external view returns (bool);

    /// @notice The stream's terms; all zero if unknown.
    function termsOf(bytes32 streamId) external view returns (Terms memory);

    /// @notice What the stream charges in `vault`; all zero if it is not for sale there.
    function priceOf(bytes32 streamId, address vault) external view returns (Price memory);

    /// @notice Whether `viewer` has paid the stream's start fee.
    function startFeePaid(address viewer, bytes32 streamId) external view returns (bool);

    /// @notice When run `run` of the stream was stopped; 0 if it was not.
    function stoppedAt(bytes32 streamId, uint24 run) external view returns (uint40);

    /// @notice Whether the stream counts as verified at this second.
    function isVerified(bytes32 streamId) external view returns (bool);

    /// @notice Whether streams must be verified to start in this deployment.
    function demandsVerification() external view returns (bool);
}
