// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamMeter
 * @notice Sessions: a viewer with a prepaid account pays for a stream by the second.
 *
 * The model in a few words: a session has a rate, a payee and an end (`until`) that are fixed when it starts; what is
 * *owed* is rate × seconds since the last settlement, a function of time; *settling* moves it from the viewer to the
 * payee and the platform. At most one session runs per viewer and vault. `until` never lies beyond what the viewer's
 * balance pays for, so nobody is ever in debt.
 *
 * A session ends at the earliest of `until`, the stop of its stream's run, the pause of its epoch, the viewer's
 * {endStream} and the viewer's next {startStream}. Nothing after that is ever charged, whenever it is settled.
 *
 * Rounding: seconds are whole, rates are whole units, so `rate × seconds` is exact. The platform's fee is
 * `(gross × feeBps + carry) / 10 000` rounded down; what is left over is carried in the viewer's session into the next
 * payment, so that no partition of the same revenue changes the platform's total by a unit. The payee gets the rest.
 */
interface IStreamMeter {
    /// @notice A session as it stands at this second.
    /// @param payee Account credited by settlement.
    /// @param perSecond Shares per second.
    /// @param streamNo Number of the stream; 0 if the viewer never started one in this vault.
    /// @param startedAt When it was started.
    /// @param settledAt Up to when it is settled.
    /// @param until When it ends, or ended: stops and pauses are taken into account.
    /// @param feeBps The platform's share of the gross in basis points.
    /// @param owed Shares consumed and not yet settled.
    /// @param running Whether time is being charged (or given, at rate 0) now.
    /// @param ended Whether the viewer ended it.
    struct SessionView {
        address payee;
        uint96 perSecond;
        uint32 streamNo;
        uint40 startedAt;
        uint40 settledAt;
        uint40 until;
        uint16 feeBps;
        uint256 owed;
        bool running;
        bool ended;
    }

    /// @notice A session began at the block's time; the viewer's previous one in this vault is over.
    event SessionStarted(
        address indexed viewer,
        uint32 indexed streamNo,
        address indexed vault,
        address payee,
        uint96 perSecond,
        uint16 feeBps,
        uint40 until
    );

    /// @notice A session was prolonged under a fresh quote that holds from the block's time.
    event SessionExtended(
        address indexed viewer,
        uint32 indexed streamNo,
        address indexed vault,
        address payee,
        uint96 perSecond,
        uint16 feeBps,
        uint40 until
    );

    /// @notice The viewer paid `gross` for the seconds up to `settledAt`, `fee` of it to the platform, the rest to the
    /// payee; the session now ends at `until`, and is over if that equals `settledAt`. Emitted at each change of one of
    /// them: a settlement, the end by the viewer, a debit that shortens the session (possibly with `gross` = 0).
    event SessionSettled(
        address indexed viewer,
        uint32 indexed streamNo,
        address indexed vault,
        uint40 settledAt,
        uint40 until,
        uint256 gross,
        uint256 fee
    );

    /// @notice The viewer paid a stream's start fee, `fee` of it to the platform, the rest to `payee`.
    event StartFeePaid(
        address indexed viewer,
        uint32 indexed streamNo,
        address indexed vault,
        address payee,
        uint256 gross,
        uint256 fee
    );

    /// @notice `from` tipped `amount`, `fee` of it to the platform, the rest to `payee`.
    event Tipped(
        address indexed from,
        uint32 indexed streamNo,
        address indexed vault,
        address payee,
        uint256 amount,
        uint256 fee
    );

    /// @notice The stream is stopped, for the reasons in `stops` (bits of {Stops}).
    error StreamStopped(bytes32 streamId, uint8 stops);

    /// @notice The stream may draw on its tenant's balance, and the tenant owes for infrastructure.
    error TenantInArrears(bytes32 streamId, uint32 tenantNo);

    /// @notice This deployment demands verification and the stream is not verified now.
    error StreamNotVerified(bytes32 streamId);

    /// @notice The stream is not for sale in this vault.
    error StreamNotPriced(bytes32 streamId, address vault);

    /// @notice The price is above what the viewer agreed to.
    error PriceAboveBound(uint256 perSecond, uint256 maxPerSecond);

    /// @notice The start fee due is above what the viewer agreed to.
    error StartFeeAboveBound(uint256 startFee, uint256 maxStartFee);

    /// @notice A heartbeat cannot pay a start fee; start the stream instead.
    error StartFeeDue(bytes32 streamId, uint256 startFee);

    /// @notice The balance pays for less than the start fee and one second.
    error BalanceTooLow(address viewer, address vault, uint256 balance, uint256 needed);

    /// @notice `maxSeconds` is zero.
    error NoSeconds();

    /// @notice The viewer never started a session in this vault.
    error NoSession(address viewer, address vault);

    /// @notice The session was ended before.
    error SessionAlreadyEnded(address viewer, address vault);

    /// @notice The viewer's session in this vault is of another stream.
    error SessionOfOtherStream(address viewer, address vault, uint32 streamNo);

    /// @notice The heartbeat would prolong the running session by less than the minimum.
    error HeartbeatTooSoon(uint40 until, uint40 newUntil, uint40 minExtension);

    /* VIEWER */

    /**
     * @notice Starts a session of the caller. The caller's previous session in this vault is settled and over.
     * @dev Requirements: not paused; vault listed; stream known, not stopped, priced in `vault`, verified if demanded;
     * its tenant not in arrears unless the stream never draws on the tenant; `perSecond` ≤ `maxPerSecond`; start fee, if
     * not paid before, ≤ `maxStartFee`; `maxSeconds` > 0; the balance pays the start fee and one second, otherwise nothing
     * is charged and {BalanceTooLow}.
     * Emits {SessionSettled} for the previous session, {StartFeePaid} if due, {SessionStarted}.
     * @param streamId Namehash of the stream.
     * @param vault Vault whose shares pay.
     * @param maxSeconds Longest time the caller agrees to, in seconds from now.
     * @param maxPerSecond Highest rate the caller agrees to, in shares per second.
     * @param maxStartFee Highest start fee the caller agrees to, in shares.
     * @return until When the session ends unless prolonged: the shortest of `maxSeconds`, the price's window and what
     * the balance affords, from now.
     */
    function startStream(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond,
        uint256 maxStartFee
    ) external returns (uint40 until);

    /**
     * @notice Deposits the ETH sent with the call to the caller's account and starts a session.
     * @dev As `depositETH` followed by {startStream}. Other combinations go through `multicall`.
     */
    function depositETHAndStart(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond,
        uint256 maxStartFee
    ) external payable returns (uint40 until);

    /**
     * @notice The heartbeat: settles the caller's session and prolongs it under a fresh quote (price, payee, fee).
     * @dev Requirements as for {startStream}; the session is of `streamId` and was not ended by the caller; a start fee
     * is not due. A session that still runs must gain at least `MIN_EXTENSION` seconds. One that ran out, was stopped or
     * paused starts its clock again at now: the gap is never charged.
     * Emits {SessionSettled} if something was owed, {SessionExtended}.
     * @return until When the session ends unless prolonged again.
     */
    function payForStreamTime(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond
    ) external returns (uint40 until);

    /**
     * @notice Settles and ends the caller's session in `vault`, once. Works while paused and for delisted vaults.
     * @dev Reverts with {NoSession} or {SessionAlreadyEnded}. A session that ran out can still be ended.
     * Emits {SessionSettled}, also if nothing was owed.
     */
    function endStream(address vault) external;

    /**
     * @notice Turns what the sessions of `viewers` in `vault` owe into settled money. Anyone, at any time.
     * @dev Never reverts for a viewer: whoever owes nothing is skipped. Bounded by gas alone; split it at will.
     * Emits {SessionSettled} for each viewer who owed something or whose session turns out to be over.
     */
    function settle(address vault, address[] calldata viewers) external;

    /**
     * @notice Pays `amount` from the caller's account to the stream's payee, less the tip fee if one is set.
     * @dev Requirements: not paused; vault listed; stream known and not deleted; 0 < `amount` ≤ available.
     * Emits {Tipped}.
     */
    function tip(bytes32 streamId, address vault, uint256 amount) external;

    /* VIEWS: never revert */

    /// @notice Shares that the viewer's session in `vault` has consumed and that are not settled, at this second.
    function owed(address viewer, address vault) external view returns (uint256 shares);

    /// @notice The viewer's last session in `vault`, as it stands at this second.
    function sessionOf(address viewer, address vault) external view returns (SessionView memory);
}
