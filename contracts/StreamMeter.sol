// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStreamBilling} from "./interfaces/IStreamBilling.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamMeter} from "./interfaces/IStreamMeter.sol";
import {IStreamTerms} from "./interfaces/IStreamTerms.sol";
import {SessionClock} from "./libraries/SessionClock.sol";
import {SessionQuotes} from "./libraries/SessionQuote.sol";
import {VaultTerms} from "./libraries/VaultTerms.sol";
import {Stops} from "./libraries/Stops.sol";
import {MeterBase} from "./MeterBase.sol";
import {StreamLedger} from "./StreamLedger.sol";

/**
 * @title StreamMeter
 * @notice What a viewer does: start, prolong, end, tip; and what anyone may settle.
 */
abstract contract StreamMeter is MeterBase, StreamLedger, IStreamMeter {
    /// @notice Seconds by which a heartbeat must prolong a running session.
    uint40 public constant MIN_EXTENSION = 5;

    /* VIEWER */

    /// @inheritdoc IStreamMeter
    function startStream(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond,
        uint256 maxStartFee
    ) external returns (uint40 until) {
        until = _start(msg.sender, streamId, vault, maxSeconds, maxPerSecond, maxStartFee);
    }

    /// @inheritdoc IStreamMeter
    function depositETHAndStart(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond,
        uint256 maxStartFee
    ) external payable nonReentrant returns (uint40 until) {
        _depositETH(vault, msg.sender);
        until = _start(msg.sender, streamId, vault, maxSeconds, maxPerSecond, maxStartFee);
    }

    /// @inheritdoc IStreamMeter
    function payForStreamTime(
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond
    ) external returns (uint40 until) {
        until = _extend(msg.sender, streamId, vault, maxSeconds, maxPerSecond);
    }

    /// @inheritdoc IStreamMeter
    function endStream(address vault) external {
        _end(msg.sender, vault);
    }

    /// @inheritdoc IStreamMeter
    function settle(address vault, address[] calldata viewers) external {
        VaultTerms vaultTerms = _ledger().vaultTerms[vault];
        for (uint256 i = 0; i < viewers.length; ++i) {
            _settle(viewers[i], vault, vaultTerms);
        }
    }

    /// @inheritdoc IStreamMeter
    function tip(bytes32 streamId, address vault, uint256 amount) external {
        _tip(msg.sender, streamId, vault, amount);
    }

    /* VIEWS */

    /// @inheritdoc IStreamLedger
    function available(address account, address vault) public view override returns (uint256 shares) {
        return _balanceOf(account, vault) - owed(account, vault);
    }

    /// @inheritdoc IStreamMeter
    function owed(address viewer, address vault) public view returns (uint256 shares) {
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock clock = session.clock;
        (uint40 upTo, ) = _chargeable(vault, _ledger().vaultTerms[vault], clock);
        return uint256(upTo - clock.settledAt()) * session.quote.perSecond();
    }

    /// @inheritdoc IStreamMeter
    function sessionOf(address viewer, address vault) external view returns (SessionView memory) {
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock clock = session.clock;
        (uint40 upTo, uint40 end) = _chargeable(vault, _ledger().vaultTerms[vault], clock);
        return
            SessionView({
                payee: session.quote.payee(),
                perSecond: uint96(session.quote.perSecond()),
                streamNo: clock.streamNo(),
                startedAt: clock.startedAt(),
                settledAt: clock.settledAt(),
                until: end,
                feeBps: clock.feeBps(),
                owed: uint256(upTo - clock.settledAt()) * session.quote.perSecond(),
                running: block.timestamp < end,
                ended: clock.ended()
            });
    }

    /* INTERNAL: sessions */

    function _start(
        address viewer,
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond,
        uint256 maxStartFee
    ) internal returns (uint40 until) {
        VaultTerms vaultTerms = _openVault(vault);
        (IStreamTerms.Terms memory terms, IStreamTerms.Price memory price) = _quote(streamId, vault, maxPerSecond);
        uint256 startFee = _startFeeDue(viewer, terms.streamNo, price);
        require(startFee <= maxStartFee, StartFeeAboveBound(startFee, maxStartFee));

        // The previous session in this vault is over.
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock clock = _settleBeforeQuote(viewer, vault, vaultTerms, session, true);

        until = _affordableUntil(viewer, vault, startFee, price, maxSeconds);
        if (startFee != 0) clock = _payStartFee(viewer, vault, terms, startFee, vaultTerms.feeBps(), clock);
        clock = clock.quote(
            uint40(block.timestamp),
            until,
            vaultTerms.feeBps(),
            vaultTerms.epoch(),
            terms.run,
            terms.streamNo
        );
        (session.quote, session.clock) = (SessionQuotes.from(terms.payee, price.perSecond), clock);
        emit SessionStarted(viewer, terms.streamNo, vault, terms.payee, price.perSecond, vaultTerms.feeBps(), until);
    }

    function _extend(
        address viewer,
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond
    ) internal returns (uint40 until) {
        (Session storage session, SessionClock clock) = _openSession(viewer, vault);
        VaultTerms vaultTerms = _openVault(vault);
        (IStreamTerms.Terms memory terms, IStreamTerms.Price memory price) = _quote(streamId, vault, maxPerSecond);
        require(terms.streamNo == clock.streamNo(), SessionOfOtherStream(viewer, vault, clock.streamNo()));
        uint256 startFee = _startFeeDue(viewer, terms.streamNo, price);
        require(startFee == 0, StartFeeDue(streamId, startFee));

        clock = _settleBeforeQuote(viewer, vault, vaultTerms, session, false);

        until = _affordableUntil(viewer, vault, 0, price, maxSeconds);
        require(
            clock.until() <= block.timestamp || until >= clock.until() + MIN_EXTENSION,
            HeartbeatTooSoon(clock.until(), until, MIN_EXTENSION)
        );
        clock = clock.quote(
            clock.startedAt(),
            until,
            vaultTerms.feeBps(),
            vaultTerms.epoch(),
            terms.run,
            terms.streamNo
        );
        (session.quote, session.clock) = (SessionQuotes.from(terms.payee, price.perSecond), clock);
        emit SessionExtended(viewer, terms.streamNo, vault, terms.payee, price.perSecond, vaultTerms.feeBps(), until);
    }

    function _end(address viewer, address vault) internal {
        (Session storage session, SessionClock before) = _openSession(viewer, vault);
        VaultTerms vaultTerms = _ledger().vaultTerms[vault];
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(viewer, vault, vaultTerms, session, before, true);
        _commit(viewer, vault, session, before, clock.withEnded(), gross, fee);
    }

    function _settle(address viewer, address vault, VaultTerms vaultTerms) internal {
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock before = session.clock;
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(viewer, vault, vaultTerms, session, before, false);
        _commit(viewer, vault, session, before, clock, gross, fee);
    }

    function _tip(address from, bytes32 streamId, address vault, uint256 amount) internal {
        VaultTerms vaultTerms = _openVault(vault);
        require(amount != 0, ZeroAmount());
        IStreamTerms.Terms memory terms = _knownTerms(streamId);
        require(terms.stops & Stops.DELETED == 0, StreamStopped(streamId, terms.stops));

        Session storage session = _meter().sessions[vault][from];
        SessionClock before = session.clock;
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(from, vault, vaultTerms, session, before, false);
        (uint256 tipFee, uint256 carry) = _pay(from, vault, terms.payee, amount, vaultTerms.tipFeeBps(), clock.carry());
        clock = _shorten(from, vault, session, clock.withCarry(carry));
        _commit(from, vault, session, before, clock, gross, fee);
        emit Tipped(from, terms.streamNo, vault, terms.payee, amount, tipFee);
    }

    /// @dev Settles a session whose word is about to be written anew, and returns its clock.
    function _settleBeforeQuote(
        address viewer,
        address vault,
        VaultTerms vaultTerms,
        Session storage session,
        bool close
    ) private returns (SessionClock clock) {
        SessionClock before = session.clock;
        uint256 gross;
        uint256 fee;
        (clock, gross, fee) = _accrue(viewer, vault, vaultTerms, session, before, close);
        if (!clock.equals(before)) _emitSettled(viewer, vault, clock, gross, fee);
    }

    function _payStartFee(
        address viewer,
        address vault,
        IStreamTerms.Terms memory terms,
        uint256 startFee,
        uint256 feeBps,
        SessionClock clock
    ) private returns (SessionClock) {
        _meter().startFeesPaid[viewer][terms.streamNo] = true;
        (uint256 fee, uint256 carry) = _pay(viewer, vault, terms.payee, startFee, feeBps, clock.carry());
        emit StartFeePaid(viewer, terms.streamNo, vault, terms.payee, startFee, fee);
        return clock.withCarry(carry);
    }

    /* INTERNAL: reads */

    /// @dev The terms and the price under which the stream may play now, within the viewer's bound.
    function _quote(
        bytes32 streamId,
        address vault,
        uint256 maxPerSecond
    ) private view returns (IStreamTerms.Terms memory terms, IStreamTerms.Price memory price) {
        terms = _knownTerms(streamId);
        require(terms.stops == 0, StreamStopped(streamId, terms.stops));
        require(!DEMANDS_VERIFICATION || _isVerified(streamId, terms.tenantNo), StreamNotVerified(streamId));
        require(
            !_meter().tenants[terms.tenantNo].inArrears || IStreamBilling(BILLING).isSelfReliant(streamId),
            TenantInArrears(streamId, terms.tenantNo)
        );
        price = _meter().prices[streamId][vault];
        require(price.window != 0, StreamNotPriced(streamId, vault));
        require(price.perSecond <= maxPerSecond, PriceAboveBound(price.perSecond, maxPerSecond));
    }

    function _startFeeDue(
        address viewer,
        uint32 streamNo,
        IStreamTerms.Price memory price
    ) private view returns (uint256) {
        return price.startFee == 0 || _meter().startFeesPaid[viewer][streamNo] ? 0 : price.startFee;
    }

    /// @dev The end of a session that starts now: the shortest of what the viewer, the price and the balance allow.
    function _affordableUntil(
        address viewer,
        address vault,
        uint256 startFee,
        IStreamTerms.Price memory price,
        uint256 maxSeconds
    ) private view returns (uint40) {
        require(maxSeconds != 0, NoSeconds());
        uint256 balance = _balanceOf(viewer, vault);
        uint256 needed = startFee + price.perSecond;
        require(balance >= needed, BalanceTooLow(viewer, vault, balance, needed));
        unchecked {
            uint256 duration = Math.min(maxSeconds, price.window);
            // startFee ≤ needed ≤ balance
            if (price.perSecond != 0) duration = Math.min(duration, (balance - startFee) / price.perSecond);
            return uint40(block.timestamp + duration); // a window is at most 30 days
        }
    }

    function _openSession(
        address viewer,
        address vault
    ) private view returns (Session storage session, SessionClock clock) {
        session = _meter().sessions[vault][viewer];
        clock = session.clock;
        require(clock.startedAt() != 0, NoSession(viewer, vault));
        require(!clock.ended(), SessionAlreadyEnded(viewer, vault));
    }
}
