// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamMeter} from "./interfaces/IStreamMeter.sol";
import {FeeMath} from "./libraries/FeeMath.sol";
import {SessionClock} from "./libraries/SessionClock.sol";
import {Stops} from "./libraries/Stops.sol";
import {StreamLedger} from "./StreamLedger.sol";

/**
 * @title StreamMeter
 * @notice Sessions, their settlement, tips, and the terms that the registry pushes.
 *
 * @dev The law that keeps viewers out of debt: for a session that has not ended,
 * `balance ≥ perSecond × (until - settledAt)`. A start and a heartbeat set `until` by it; settlement takes the same from
 * both sides; {_debit} and {tip} shorten `until` to what they leave; credits only add. So settlement can always be paid,
 * and no exit can be blocked by it.
 */
abstract contract StreamMeter is StreamLedger, IStreamMeter {
    /// @dev Two slots. Settlement reads both without knowing the stream's id.
    struct Session {
        address payee; // slot 0: 20 + 12 bytes
        uint96 perSecond;
        SessionClock clock; // slot 1
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
        mapping(bytes32 streamId => Terms terms) terms; // slot 2
        mapping(bytes32 streamId => mapping(address vault => Price price)) prices; // slot 3
        mapping(uint256 streamNoAndRun => uint40 stoppedAt) stops; // slot 4
        mapping(address viewer => mapping(uint32 streamNo => bool paid)) startFeesPaid; // slot 5
        mapping(bytes32 streamId => Verification verification) verifications; // slot 6
        mapping(uint32 tenantNo => uint32 tenancy) tenancies; // slot 7
    }

    /// @notice Seconds by which a heartbeat must prolong a running session.
    uint40 public constant MIN_EXTENSION = 5;
    /// @notice Shortest window a price may have, in seconds: room for two heartbeats.
    uint256 public constant MIN_WINDOW = 10;
    /// @notice Longest window a price may have, in seconds.
    uint256 public constant MAX_WINDOW = 30 days;

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamMeter")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant METER_STORAGE = 0xcb75efaf757fa5b1b56abf02d7558efe3a5bbf90e00d105f67ad3c33bf0bb100;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable REGISTRY;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bool internal immutable DEMANDS_VERIFICATION;

    modifier onlyRegistry() {
        _requireRegistry();
        _;
    }

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address registry, bool verificationDemanded) {
        REGISTRY = registry;
        DEMANDS_VERIFICATION = verificationDemanded;
    }

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
        VaultTerms memory vaultTerms = _ledger().vaultTerms[vault];
        for (uint256 i = 0; i < viewers.length; ++i) {
            _settle(viewers[i], vault, vaultTerms);
        }
    }

    /// @inheritdoc IStreamMeter
    function tip(bytes32 streamId, address vault, uint256 amount) external {
        _tip(msg.sender, streamId, vault, amount);
    }

    /* REGISTRY */

    /// @inheritdoc IStreamMeter
    function addTenant(bytes32 tenantId) external onlyRegistry returns (uint32 tenantNo) {
        tenantNo = ++_meter().tenantCount;
        address account = accountOf(tenantId);
        _ledger().kinds[account] = AccountKind.Tenant;
        emit TenantNumbered(tenantId, tenantNo, account);
    }

    /// @inheritdoc IStreamMeter
    function addStream(
        bytes32 streamId,
        uint32 tenantNo,
        address payee
    ) external onlyRegistry returns (uint32 streamNo) {
        MeterStorage storage $ = _meter();
        streamNo = ++$.streamCount;
        (address account, address watchAccount) = (accountOf(streamId), watchAccountOf(streamId));
        _ledger().kinds[account] = AccountKind.Stream;
        _ledger().kinds[watchAccount] = AccountKind.Watch;
        Terms storage terms = $.terms[streamId];
        (terms.streamNo, terms.tenantNo) = (streamNo, tenantNo);
        emit StreamNumbered(streamId, streamNo, account, watchAccount);
        _setPayee(terms, payee);
    }

    /// @inheritdoc IStreamMeter
    function setPayee(bytes32 streamId, address payee) external onlyRegistry {
        _setPayee(_knownTerms(streamId), payee);
    }

    /// @inheritdoc IStreamMeter
    function setPrice(
        bytes32 streamId,
        address vault,
        uint256 startFee,
        uint256 perSecond,
        uint256 window
    ) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        if (startFee | perSecond | window != 0) {
            require(isListed(vault), VaultNotListed(vault));
            require(
                startFee | perSecond != 0 &&
                    startFee <= type(uint96).max &&
                    perSecond <= type(uint96).max &&
                    window >= MIN_WINDOW &&
                    window <= MAX_WINDOW,
                PriceRefused(startFee, perSecond, window)
            );
        }
        _setPrice(streamId, streamNo, vault, Price(uint96(startFee), uint96(perSecond), uint32(window)));
    }

    /// @inheritdoc IStreamMeter
    function clearPrices(bytes32 streamId) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        address[] storage vaultList = _ledger().vaultList;
        for (uint256 i = 0; i < vaultList.length; ++i) {
            address vault = vaultList[i];
            if (_meter().prices[streamId][vault].window != 0) {
                _setPrice(streamId, streamNo, vault, Price(0, 0, 0));
            }
        }
    }

    /// @inheritdoc IStreamMeter
    function setStops(bytes32 streamId, uint8 stops) external onlyRegistry {
        Terms storage terms = _knownTerms(streamId);
        uint8 before = terms.stops;
        if (before == 0 && stops != 0) {
            _meter().stops[_stopKey(terms.streamNo, terms.run)] = uint40(block.timestamp);
        } else if (before != 0 && stops == 0) {
            ++terms.run;
        }
        terms.stops = stops;
        emit StopsSet(terms.streamNo, stops, terms.run);
    }

    /// @inheritdoc IStreamMeter
    function setVerified(bytes32 streamId, uint40 until, uint32 tenancy) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        _meter().verifications[streamId] = Verification(until, tenancy);
        emit VerificationPushed(streamNo, until, tenancy);
    }

    /// @inheritdoc IStreamMeter
    function setTenancy(uint32 tenantNo, uint32 tenancy) external onlyRegistry {
        _meter().tenancies[tenantNo] = tenancy;
        emit TenancyPushed(tenantNo, tenancy);
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
        return uint256(upTo - clock.settledAt()) * session.perSecond;
    }

    /// @inheritdoc IStreamMeter
    function sessionOf(address viewer, address vault) external view returns (SessionView memory) {
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock clock = session.clock;
        (uint40 upTo, uint40 end) = _chargeable(vault, _ledger().vaultTerms[vault], clock);
        return
            SessionView({
                payee: session.payee,
                perSecond: session.perSecond,
                streamNo: clock.streamNo(),
                startedAt: clock.startedAt(),
                settledAt: clock.settledAt(),
                until: end,
                feeBps: clock.feeBps(),
                owed: uint256(upTo - clock.settledAt()) * session.perSecond,
                running: block.timestamp < end,
                ended: clock.ended()
            });
    }

    /// @inheritdoc IStreamLedger
    function wiring() external view returns (Wiring memory) {
        return
            Wiring({
                registry: REGISTRY,
                splits: SPLITS,
                depositFactory: DEPOSIT_FACTORY,
                depositInitCodeHash: DEPOSIT_INIT_CODE_HASH,
                weth: address(WETH)
            });
    }

    /// @inheritdoc IStreamMeter
    function demandsVerification() external view returns (bool) {
        return DEMANDS_VERIFICATION;
    }

    /// @inheritdoc IStreamMeter
    function termsOf(bytes32 streamId) external view returns (Terms memory) {
        return _meter().terms[streamId];
    }

    /// @inheritdoc IStreamMeter
    function priceOf(bytes32 streamId, address vault) external view returns (Price memory) {
        return _meter().prices[streamId][vault];
    }

    /// @inheritdoc IStreamMeter
    function startFeePaid(address viewer, bytes32 streamId) external view returns (bool) {
        MeterStorage storage $ = _meter();
        return $.startFeesPaid[viewer][$.terms[streamId].streamNo];
    }

    /// @inheritdoc IStreamMeter
    function stoppedAt(bytes32 streamId, uint24 run) external view returns (uint40) {
        MeterStorage storage $ = _meter();
        return $.stops[_stopKey($.terms[streamId].streamNo, run)];
    }

    /// @inheritdoc IStreamMeter
    function isVerified(bytes32 streamId) external view returns (bool) {
        return _isVerified(streamId, _meter().terms[streamId].tenantNo);
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
        VaultTerms memory vaultTerms = _openVault(vault);
        (Terms memory terms, Price memory price) = _quote(streamId, vault, maxPerSecond);
        uint256 startFee = _startFeeDue(viewer, terms.streamNo, price);
        require(startFee <= maxStartFee, StartFeeAboveBound(startFee, maxStartFee));

        // The previous session in this vault is over.
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock clock = _settleBeforeQuote(viewer, vault, vaultTerms, session, true);

        until = _affordableUntil(viewer, vault, startFee, price, maxSeconds);
        if (startFee != 0) clock = _payStartFee(viewer, vault, terms, startFee, vaultTerms.feeBps, clock);
        clock = clock.quote(
            uint40(block.timestamp),
            until,
            vaultTerms.feeBps,
            vaultTerms.epoch,
            terms.run,
            terms.streamNo
        );
        (session.payee, session.perSecond, session.clock) = (terms.payee, price.perSecond, clock);
        emit SessionStarted(viewer, terms.streamNo, vault, terms.payee, price.perSecond, vaultTerms.feeBps, until);
    }

    function _extend(
        address viewer,
        bytes32 streamId,
        address vault,
        uint256 maxSeconds,
        uint256 maxPerSecond
    ) internal returns (uint40 until) {
        (Session storage session, SessionClock clock) = _openSession(viewer, vault);
        VaultTerms memory vaultTerms = _openVault(vault);
        (Terms memory terms, Price memory price) = _quote(streamId, vault, maxPerSecond);
        require(terms.streamNo == clock.streamNo(), SessionOfOtherStream(viewer, vault, clock.streamNo()));
        uint256 startFee = _startFeeDue(viewer, terms.streamNo, price);
        require(startFee == 0, StartFeeDue(streamId, startFee));

        clock = _settleBeforeQuote(viewer, vault, vaultTerms, session, false);

        until = _affordableUntil(viewer, vault, 0, price, maxSeconds);
        require(
            clock.until() <= block.timestamp || until >= clock.until() + MIN_EXTENSION,
            HeartbeatTooSoon(clock.until(), until, MIN_EXTENSION)
        );
        clock = clock.quote(clock.startedAt(), until, vaultTerms.feeBps, vaultTerms.epoch, terms.run, terms.streamNo);
        (session.payee, session.perSecond, session.clock) = (terms.payee, price.perSecond, clock);
        emit SessionExtended(viewer, terms.streamNo, vault, terms.payee, price.perSecond, vaultTerms.feeBps, until);
    }

    function _end(address viewer, address vault) internal {
        (Session storage session, SessionClock before) = _openSession(viewer, vault);
        VaultTerms memory vaultTerms = _ledger().vaultTerms[vault];
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(viewer, vault, vaultTerms, session, before, true);
        _commit(viewer, vault, session, before, clock.withEnded(), gross, fee);
    }

    function _settle(address viewer, address vault, VaultTerms memory vaultTerms) internal {
        Session storage session = _meter().sessions[vault][viewer];
        SessionClock before = session.clock;
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(viewer, vault, vaultTerms, session, before, false);
        _commit(viewer, vault, session, before, clock, gross, fee);
    }

    function _tip(address from, bytes32 streamId, address vault, uint256 amount) internal {
        VaultTerms memory vaultTerms = _openVault(vault);
        require(amount != 0, ZeroAmount());
        Terms memory terms = _knownTerms(streamId);
        require(terms.stops & Stops.DELETED == 0, StreamStopped(streamId, terms.stops));

        Session storage session = _meter().sessions[vault][from];
        SessionClock before = session.clock;
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(from, vault, vaultTerms, session, before, false);
        (uint256 tipFee, uint256 carry) = _pay(from, vault, terms.payee, amount, vaultTerms.tipFeeBps, clock.carry());
        clock = _shorten(from, vault, session, clock.withCarry(carry));
        _commit(from, vault, session, before, clock, gross, fee);
        emit Tipped(from, terms.streamNo, vault, terms.payee, amount, tipFee);
    }

    /// @inheritdoc StreamLedger
    /// @dev Settles the account's session, takes the shares, and shortens the session to what is left.
    function _debit(address account, address vault, uint256 shares) internal override {
        Session storage session = _meter().sessions[vault][account];
        SessionClock before = session.clock;
        VaultTerms memory vaultTerms = _ledger().vaultTerms[vault];
        (SessionClock clock, uint256 gross, uint256 fee) = _accrue(account, vault, vaultTerms, session, before, false);
        _decrease(_ledger().balances[vault], account, vault, shares);
        _commit(account, vault, session, before, _shorten(account, vault, session, clock), gross, fee);
    }

    /// @dev Settles a session whose word is about to be written anew, and returns its clock.
    function _settleBeforeQuote(
        address viewer,
        address vault,
        VaultTerms memory vaultTerms,
        Session storage session,
        bool close
    ) private returns (SessionClock clock) {
        SessionClock before = session.clock;
        uint256 gross;
        uint256 fee;
        (clock, gross, fee) = _accrue(viewer, vault, vaultTerms, session, before, close);
        if (!clock.equals(before)) _emitSettled(viewer, vault, clock, gross, fee);
    }

    /// @dev Moves what the session owes, up to now or to its end, and returns the clock after that, for the caller to
    /// store. The clock of a session that is over, or that the caller closes, has `until == settledAt`.
    function _accrue(
        address viewer,
        address vault,
        VaultTerms memory vaultTerms,
        Session storage session,
        SessionClock before,
        bool close
    ) private returns (SessionClock clock, uint256 gross, uint256 fee) {
        clock = before;
        if (before.settledAt() == before.until()) return (clock, 0, 0);

        (uint40 upTo, uint40 until) = _chargeable(vault, vaultTerms, before);
        until = close || until <= block.timestamp ? upTo : before.until();
        unchecked {
            gross = uint256(upTo - before.settledAt()) * session.perSecond; // settledAt ≤ upTo; 40 + 96 bits
        }
        if (gross != 0) {
            uint256 carry;
            (fee, carry) = _pay(viewer, vault, session.payee, gross, before.feeBps(), before.carry());
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
    ) private {
        if (clock.equals(before)) return;
        session.clock = clock;
        if (!clock.equals(before.withCarry(clock.carry()))) _emitSettled(viewer, vault, clock, gross, fee);
    }

    function _emitSettled(address viewer, address vault, SessionClock clock, uint256 gross, uint256 fee) private {
        emit SessionSettled(viewer, clock.streamNo(), vault, clock.settledAt(), clock.until(), gross, fee);
    }

    /// @dev Moves `gross` from an account to the payee and the platform. The parts add up by subtraction.
    function _pay(
        address from,
        address vault,
        address payee,
        uint256 gross,
        uint256 feeBps,
        uint256 carry
    ) private returns (uint256 fee, uint256 newCarry) {
        (fee, newCarry) = FeeMath.feeDown(gross, feeBps, carry);
        mapping(address account => uint256 shares) storage balances = _ledger().balances[vault];
        _decrease(balances, from, vault, gross);
        uint256 net;
        unchecked {
            net = gross - fee; // feeDown: fee ≤ gross
        }
        if (net != 0) {
            _increase(balances, payee, net);
            emit Transfer(msg.sender, from, payee, _id(vault), net);
        }
        if (fee != 0) {
            _increase(balances, PLATFORM, fee);
            emit Transfer(msg.sender, from, PLATFORM, _id(vault), fee);
        }
    }

    function _payStartFee(
        address viewer,
        address vault,
        Terms memory terms,
        uint256 startFee,
        uint256 feeBps,
        SessionClock clock
    ) private returns (SessionClock) {
        _meter().startFeesPaid[viewer][terms.streamNo] = true;
        (uint256 fee, uint256 carry) = _pay(viewer, vault, terms.payee, startFee, feeBps, clock.carry());
        emit StartFeePaid(viewer, terms.streamNo, vault, terms.payee, startFee, fee);
        return clock.withCarry(carry);
    }

    /// @dev Brings `until` down to what the balance still pays for, after an accrual up to now.
    function _shorten(
        address viewer,
        address vault,
        Session storage session,
        SessionClock clock
    ) private view returns (SessionClock) {
        if (clock.until() <= block.timestamp || session.perSecond == 0) return clock;
        uint256 until = block.timestamp + _balanceOf(viewer, vault) / session.perSecond;
        return until < clock.until() ? clock.withSpan(clock.settledAt(), uint40(until)) : clock;
    }

    /* INTERNAL: terms */

    function _setPayee(Terms storage terms, address payee) private {
        require(
            payee != address(0) && payee != address(this) && accountKind(payee) != AccountKind.Watch,
            PayeeRefused(payee)
        );
        terms.payee = payee;
        emit PayeeSet(terms.streamNo, payee);
    }

    function _setPrice(bytes32 streamId, uint32 streamNo, address vault, Price memory price) private {
        _meter().prices[streamId][vault] = price;
        emit PriceSet(streamNo, vault, price.startFee, price.perSecond, price.window);
    }

    /* INTERNAL: reads */

    /// @dev The terms and the price under which the stream may play now, within the viewer's bound.
    function _quote(
        bytes32 streamId,
        address vault,
        uint256 maxPerSecond
    ) private view returns (Terms memory terms, Price memory price) {
        terms = _knownTerms(streamId);
        require(terms.stops == 0, StreamStopped(streamId, terms.stops));
        require(!DEMANDS_VERIFICATION || _isVerified(streamId, terms.tenantNo), StreamNotVerified(streamId));
        price = _meter().prices[streamId][vault];
        require(price.window != 0, StreamNotPriced(streamId, vault));
        require(price.perSecond <= maxPerSecond, PriceAboveBound(price.perSecond, maxPerSecond));
    }

    function _startFeeDue(address viewer, uint32 streamNo, Price memory price) private view returns (uint256) {
        return price.startFee == 0 || _meter().startFeesPaid[viewer][streamNo] ? 0 : price.startFee;
    }

    /// @dev The end of a session that starts now: the shortest of what the viewer, the price and the balance allow.
    function _affordableUntil(
        address viewer,
        address vault,
        uint256 startFee,
        Price memory price,
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

    /// @dev Up to when a session can be charged now, and when it ends. `settledAt ≤ upTo ≤ end`: settlement never
    /// passes the end, and stops and pauses are written at the block's time, which settlement has not passed either.
    function _chargeable(
        address vault,
        VaultTerms memory vaultTerms,
        SessionClock clock
    ) private view returns (uint40 upTo, uint40 end) {
        end = clock.until();
        if (clock.settledAt() < end) {
            uint40 stopped = _meter().stops[_stopKey(clock.streamNo(), clock.run())];
            if (stopped != 0 && stopped < end) end = stopped;
            uint40 pausedAt =
                clock.epoch() == vaultTerms.epoch ? vaultTerms.pausedAt : _ledger().pauses[vault][clock.epoch()];
            if (pausedAt != 0 && pausedAt < end) end = pausedAt;
        }
        upTo = block.timestamp < end ? uint40(block.timestamp) : end;
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

    function _isVerified(bytes32 streamId, uint32 tenantNo) private view returns (bool) {
        Verification memory verification = _meter().verifications[streamId];
        return block.timestamp <= verification.until && verification.tenancy == _meter().tenancies[tenantNo];
    }

    function _knownTerms(bytes32 streamId) private view returns (Terms storage terms) {
        terms = _meter().terms[streamId];
        require(terms.streamNo != 0, StreamUnknown(streamId));
    }

    function _stopKey(uint32 streamNo, uint24 run) private pure returns (uint256) {
        return (uint256(streamNo) << 24) | run;
    }

    function _requireRegistry() private view {
        require(msg.sender == REGISTRY, NotTheRegistry(msg.sender));
    }

    function _meter() internal pure returns (MeterStorage storage $) {
        assembly {
            $.slot := METER_STORAGE
        }
    }
}
