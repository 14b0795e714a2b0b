// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IStreamMeter} from "./interfaces/IStreamMeter.sol";
import {IStreamTerms} from "./interfaces/IStreamTerms.sol";
import {FeeMath} from "./libraries/FeeMath.sol";
import {SessionClock} from "./libraries/SessionClock.sol";
import {SessionQuote} from "./libraries/SessionQuote.sol";
import {VaultTerms} from "./libraries/VaultTerms.sol";
import {LedgerBase} from "./LedgerBase.sol";

/**
 * @title MeterBase
 * @notice Sessions and terms: what is kept, and how a session is settled.
 *
 * @dev The law that keeps viewers out of debt: for a session that has not ended,
 * `balance ≥ perSecond × (until - settledAt)`. A start and a heartbeat set `until` by it; settlement takes the same from
 * both sides; {_debit} and a tip shorten `until` to what they leave; credits only add. So settlement can always be paid,
 * and no exit can be blocked by it.
 */
abstract contract MeterBase is LedgerBase {
    /// @dev Two slots. Settlement reads both without knowing the stream's id.
    struct Session {
        SessionQuote quote; // slot 0
        SessionClock clock; // slot 1
    }

    /// @dev One slot: 4 + 1 bytes.
    struct TenantTerms {
        uint32 tenancy; // how often the tenant was handed over
        bool inArrears;
    }

    /// @dev One slot: 5 + 4 bytes.
    struct Verification {
        uint40 until;
        uint32 tenancy;
    }

    /// @custom:storage-location erc7201:weir.storage.StreamMeter
    struct MeterStorage {
        uint32 streamCount; // slot 0: 4 + 4 bytes
        uint32 tenantCount;
        mapping(address vault => mapping(address viewer => Session session)) sessions; // slot 1
        mapping(bytes32 streamId => IStreamTerms.Terms terms) terms; // slot 2
        mapping(bytes32 streamId => mapping(address vault => IStreamTerms.Price price)) prices; // slot 3
        mapping(uint256 streamNoAndRun => uint40 stoppedAt) stops; // slot 4
        mapping(address viewer => mapping(uint32 streamNo => bool paid)) startFeesPaid; // slot 5
        mapping(bytes32 streamId => Verification verification) verifications; // slot 6
        mapping(uint32 tenantNo => TenantTerms terms) tenants; // slot 7
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamMeter")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant METER_STORAGE = 0xcb75efaf757fa5b1b56abf02d7558efe3a5bbf90e00d105f67ad3c33bf0bb100;

    /* SETTLEMENT */

    /// @inheritdoc LedgerBase
    /// @dev Settles the account's session, takes the shares, and shortens the session to what is left.
    function _debit(address account, address vault, uint256 shares) internal override {
        Session storage session = _meter().sessions[vault][account];
        SessionClock before = session.clock;
        VaultTerms vaultTerms = _ledger().vaultTerms[vault];
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(account, vault, vaultTerms, session, before, false);
        _decrease(_balancesOf(vault), account, vault, shares);
        _commit(account, vault, session, before, _shorten(account, vault, session, clock), gross, fee);
    }

    /// @dev Moves what the session owes, up to now or to its end, and returns the clock after that, for the caller to
    /// store. The clock of a session that is over, or that the caller closes, has `until == settledAt`.
    function _accrue(
        address viewer,
        address vault,
        VaultTerms vaultTerms,
        Session storage session,
        SessionClock before,
        bool close
    ) internal returns (SessionClock clock, uint256 gross, uint256 fee) {
        clock = before;
        if (before.settledAt() == before.until()) return (clock, 0, 0);

        (uint40 upTo, uint40 until) = _chargeable(vault, vaultTerms, before);
        until = close || until <= block.timestamp ? upTo : before.until();
        unchecked {
            gross = uint256(upTo - before.settledAt()) * session.quote.perSecond(); // settledAt ≤ upTo; 40 + 96 bits
        }
        if (gross != 0) {
            uint256 carry;
            (fee, carry) = _pay(viewer, vault, session.quote.payee(), gross, before.feeBps(), before.carry());
            clock = before.withCarry(carry);
        }
        if (gross != 0 || until == upTo) clock = clock.withSpan(upTo, until);
    }

    /// @dev Stores the clock if it changed, and says so if more than the carry did.
    function _commit(
        address viewer,
        address vault,
        Session storage session,
        SessionClock before,
        SessionClock clock,
        uint256 gross,
        uint256 fee
    ) internal {
        if (clock.equals(before)) return;
        session.clock = clock;
        if (!clock.equals(before.withCarry(clock.carry()))) _emitSettled(viewer, vault, clock, gross, fee);
    }

    function _emitSettled(address viewer, address vault, SessionClock clock, uint256 gross, uint256 fee) internal {
        emit IStreamMeter.SessionSettled(viewer, clock.streamNo(), vault, clock.settledAt(), clock.until(), gross, fee);
    }

    /// @dev Moves `gross` from an account to the payee and the platform. The parts add up by subtraction.
    function _pay(
        address from,
        address vault,
        address payee,
        uint256 gross,
        uint256 feeBps,
        uint256 carry
    ) internal returns (uint256 fee, uint256 newCarry) {
        (fee, newCarry) = FeeMath.feeDown(gross, feeBps, carry);
        mapping(address account => uint256 shares) storage balances = _balancesOf(vault);
        _decrease(balances, from, vault, gross);
        uint256 net;
        unchecked {
            net = gross - fee; // feeDown: fee ≤ gross
        }
        if (net != 0) {
            _increase(balances, payee, vault, net);
            emit IERC6909.Transfer(msg.sender, from, payee, _id(vault), net);
        }
        if (fee != 0) {
            _increasePlatform(vault, fee);
            emit IERC6909.Transfer(msg.sender, from, PLATFORM, _id(vault), fee);
        }
    }

    /// @dev Brings `until` down to what the balance still pays for, after an accrual up to now.
    function _shorten(
        address viewer,
        address vault,
        Session storage session,
        SessionClock clock
    ) internal view returns (SessionClock) {
        if (clock.until() <= block.timestamp || session.quote.perSecond() == 0) return clock;
        uint256 until = block.timestamp + _balanceOf(viewer, vault) / session.quote.perSecond();
        return until < clock.until() ? clock.withSpan(clock.settledAt(), uint40(until)) : clock;
    }

    /// @dev Sets or clears one reason why a stream is stopped. The first one ends its run now, the last one begins another.
    function _setStop(bytes32 streamId, uint8 reason, bool stopped) internal {
        IStreamTerms.Terms storage terms = _knownTerms(streamId);
        (uint8 before, uint24 run) = (terms.stops, terms.run);
        uint8 stops = stopped ? before | reason : before & ~reason;
        if (before == 0 && stops != 0) {
            _meter().stops[_stopKey(terms.streamNo, run)] = uint40(block.timestamp);
        } else if (before != 0 && stops == 0) {
            ++run;
        }
        (terms.stops, terms.run) = (stops, run);
        emit IStreamTerms.StopsSet(terms.streamNo, stops, run);
    }

    /* READS */

    /// @dev Up to when a session can be charged now, and when it ends. `settledAt ≤ upTo ≤ end`: settlement never
    /// passes the end, and stops and pauses are written at the block's time, which settlement has not passed either.
    function _chargeable(
        address vault,
        VaultTerms vaultTerms,
        SessionClock clock
    ) internal view returns (uint40 upTo, uint40 end) {
        end = clock.until();
        if (clock.settledAt() < end) {
            uint40 stopped = _meter().stops[_stopKey(clock.streamNo(), clock.run())];
            if (stopped != 0 && stopped < end) end = stopped;
            uint40 pausedAt =
                clock.epoch() == vaultTerms.epoch() ? vaultTerms.pausedAt() : _ledger().pauses[vault][clock.epoch()];
            if (pausedAt != 0 && pausedAt < end) end = pausedAt;
        }
        upTo = block.timestamp < end ? uint40(block.timestamp) : end;
    }

    function _isVerified(bytes32 streamId, uint32 tenantNo) internal view returns (bool) {
        Verification memory verification = _meter().verifications[streamId];
        return block.timestamp <= verification.until && verification.tenancy == _meter().tenants[tenantNo].tenancy;
    }

    function _knownTerms(bytes32 streamId) internal view returns (IStreamTerms.Terms storage terms) {
        terms = _meter().terms[streamId];
        require(terms.streamNo != 0, IStreamTerms.StreamUnknown(streamId));
    }

    function _stopKey(uint32 streamNo, uint24 run) internal pure returns (uint256) {
        return (uint256(streamNo) << 24) | run;
    }

    function _meter() internal pure returns (MeterStorage storage $) {
        assembly {
            $.slot := METER_STORAGE
        }
    }
}
