// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title SettlementTest
contract SettlementTest is PaymentTest {
    /// @dev A session with something happening to it in the midst of it.
    struct Story {
        uint64 rate;
        uint16 feeBps;
        uint16[12] waits;
        uint8 when;
        uint8 what;
        uint32 paidFor;
    }

    /// @dev What everybody has.
    struct Books {
        uint256 viewer;
        uint256 payee;
        uint256 other;
        uint256 platform;
    }

    /// @dev Proves that settling at every turn and settling once give viewer, payee and platform the same, to the unit,
    /// and that this is rate × seconds played. Inputs: twelve waits of 0 seconds to 18 hours; in between nothing, a stop
    /// (taken back or not), a pause (over or not), a deletion, an end, another price, payee and fee, and running out.
    function testFuzz_ManySettlementsAreOne(Story memory story) external {
        story.rate = uint64(_bound(story.rate, 1, type(uint64).max));
        story.feeBps = uint16(_bound(story.feeBps, 0, 2_000));
        uint256 snapshot = vm.snapshotState();
        (Books memory often, uint256 played) = _tell(story, true);
        vm.revertToState(snapshot);
        (Books memory once, ) = _tell(story, false);

        vm.assertEq(often.viewer, once.viewer, "viewer");
        vm.assertEq(often.payee, once.payee, "payee");
        vm.assertEq(often.other, once.other, "next payee");
        vm.assertEq(often.platform, once.platform, "platform");
        uint256 gross = played * story.rate;
        vm.assertEq(once.payee, gross - (gross * story.feeBps) / 10_000, "rate by seconds");
    }

    /// @dev Proves that what is owed at any second is what a settlement then moves, after which nothing is owed; that it
    /// never exceeds the balance; and that settling again moves nothing. Inputs: seconds before and after the end.
    function testFuzz_OwedIsWhatIsSettled(uint64 rate, uint32 paidFor, uint32 elapsed, uint8 times) external {
        uint256 perSecond = _bound(rate, 1, type(uint64).max);
        uint256 seconds_ = _bound(paidFor, 1, 30 days);
        _watch(viewer, perSecond, seconds_);
        elapsed = uint32(_bound(elapsed, 0, 2 * seconds_));
        _skip(elapsed);
        uint256 owed = ledger.owed(viewer, vault);
        uint256 before = _balance(viewer);
        vm.assertEq(owed, perSecond * (elapsed < seconds_ ? elapsed : seconds_));
        vm.assertEq(ledger.available(viewer, vault), before - owed);
        vm.assertEq(_session(viewer).running, elapsed < seconds_);
        for (uint256 i = 0; i <= times % 4; ++i) {
            _settle(viewer);
            _assertPaid(viewer, before, owed, 1_000);
            vm.assertEq(ledger.owed(viewer, vault), 0);
            _assertPaidFor(viewer);
        }
    }

    /// @dev Proves that a batch never fails, whoever is in it and whatever the vault is, and moves what single settlements
    /// would. Inputs: viewers twice, strangers, zero, the payee, the platform; unknown, delisted and paused vaults.
    function testFuzz_BatchNeverFails(address[6] memory others, uint32 elapsed, uint8 state) external {
        _watch(viewer, 7, 1_000);
        _skip(elapsed);
        if (state % 4 == 1) _pause();
        if (state % 4 == 2) {
            vm.prank(lister);
            ledger.delistVault(vault);
        }
        address[] memory viewers = new address[](12);
        for (uint256 i = 0; i < 6; ++i) viewers[i] = others[i];
        (viewers[6], viewers[7], viewers[8], viewers[9]) = (viewer, address(0), viewer, payee);
        (viewers[10], viewers[11]) = (platform, address(ledger));
        uint256 owed = ledger.owed(viewer, vault);
        ledger.settle(state % 4 == 3 ? others[0] : vault, viewers);
        _assertPaid(viewer, 7_000, state % 4 == 3 ? 0 : owed, 1_000);
        ledger.settle(vault, viewers);
        _assertPaid(viewer, 7_000, owed, 1_000);
    }

    /// @dev Proves that skipping through songs starves nobody: over many short sessions of different payees the platform
    /// gets the rounded-down part of the sum, and the payees the rest. Inputs: sixteen sessions of 0 to 3 seconds.
    function testFuzz_SkippingStarvesNobody(uint16 rate, uint8[16] memory waits, uint16 feeBps) external {
        feeBps = uint16(_bound(feeBps, 0, 2_000));
        uint256 perSecond = _bound(rate, 1, 40);
        _setFees(feeBps, 0);
        bytes32[2] memory ids = [_stream(0, perSecond, 60), _createStream(tenantId, "next", other, 0, perSecond, 60)];
        _fund(viewer, stETH, 10_000);
        uint256 gross = 0;
        for (uint256 i = 0; i < waits.length; ++i) {
            _start(viewer, ids[i % 2], 60);
            _skip(waits[i] % 4);
            gross += (waits[i] % 4) * perSecond;
        }
        _end(viewer);
        vm.assertEq(_balance(viewer), 10_000 - gross, "viewer");
        vm.assertEq(_balance(platform), (gross * feeBps) / 10_000, "platform");
        vm.assertEq(_balance(payee) + _balance(other), gross - _balance(platform), "payees");
    }

    /// @dev Proves that an end charges the seconds up to it and none after, works once, also long after the session ran
    /// out, and that nobody else can do it. Inputs: ends before, at and after the last second, rates from 1 on.
    function testFuzz_EndStopsTheCost(uint32 rate, uint32 paidFor, uint32 elapsed, uint32 later) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        uint256 seconds_ = _bound(paidFor, 1, 30 days);
        _watch(viewer, perSecond, seconds_);
        elapsed = uint32(_bound(elapsed, 0, 2 * seconds_));
        _skip(elapsed);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.NoSession.selector, stranger, vault));
        _end(stranger);
        _end(viewer);
        uint256 gross = (elapsed < seconds_ ? elapsed : seconds_) * perSecond;
        _skip(later);
        _settle(viewer);
        _assertPaid(viewer, seconds_ * perSecond, gross, 1_000);
        vm.assertFalse(_session(viewer).running);
        vm.assertTrue(_session(viewer).ended);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.SessionAlreadyEnded.selector, viewer, vault));
        _end(viewer);
    }

    /// @dev Proves that a viewer who is the payee pays the platform's fee and nothing else, and that neither the law nor
    /// an exit suffers. Inputs: sessions that run out and that do not, settled once or at every turn.
    function testFuzz_SelfPaymentCostsTheFee(uint32 rate, uint16[6] memory waits, uint8 mask) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        bytes32 id = _createStream(tenantId, "own", viewer, 0, perSecond, 30 days);
        uint256 balance = perSecond * 100_000;
        _fund(viewer, stETH, balance);
        _start(viewer, id, 30 days);
        uint256 played = 0;
        for (uint256 i = 0; i < waits.length; ++i) {
            _skip(waits[i]);
            played += waits[i];
            if (mask & (1 << i) != 0) _settle(viewer);
            _assertPaidFor(viewer);
        }
        _settle(viewer);
        uint256 fee = (_min(played, 100_000) * perSecond * 1_000) / 10_000;
        vm.assertEq(_balance(viewer), balance - fee);
        vm.assertEq(_balance(platform), fee);
    }

    /// @dev Proves that the viewers of a batch do not touch one another's fees: each carries their own remainder.
    /// Inputs: eight viewers with odd bills, settled together and apart.
    function testFuzz_ViewersOfABatchAreApart(uint16[8] memory rates, uint16 elapsed, uint8 mask) external {
        address[] memory viewers = new address[](8);
        uint256 fees = 0;
        for (uint256 i = 0; i < 8; ++i) {
            viewers[i] = address(uint160(0xbeef00 + i));
            uint256 perSecond = _bound(rates[i], 1, 999);
            bytes32 id = _createStream(tenantId, vm.toString(i), payee, 0, perSecond, 30 days);
            _fund(viewers[i], stETH, perSecond * type(uint16).max);
            _start(viewers[i], id, 30 days);
            fees += (perSecond * elapsed * 1_000) / 10_000;
        }
        for (uint256 part = 0; part < 2; ++part) {
            _skip(part == 0 ? elapsed / 3 : elapsed - elapsed / 3);
            for (uint256 i = 0; i < 8; ++i) {
                if (mask & (1 << i) != 0) _settle(viewers[i]);
            }
        }
        ledger.settle(vault, viewers);
        vm.assertEq(_balance(platform), fees);
    }

    /// @dev Plays a story, settling at every turn or at the end only. The last session shows the carry that is left.
    function _tell(Story memory story, bool often) private returns (Books memory books, uint256 played) {
        uint256 paidFor = story.what % 9 == 0 ? _bound(story.paidFor, 1, 200_000) : 1_000_000;
        _setFees(story.feeBps, 0);
        bytes32 id = _watch(viewer, story.rate, paidFor);
        bool over = false;
        for (uint256 i = 0; i < story.waits.length; ++i) {
            _skip(story.waits[i]);
            if (!over) played = _min(played + story.waits[i], paidFor);
            if (i == story.when % story.waits.length) over = _happen(story.what % 9, id);
            if (often) _settle(viewer);
        }
        _settle(viewer);

        bytes32 next = _createStream(tenantId, "next", other, 0, 1_237, 60);
        if (ledger.paused()) _unpause();
        _fund(viewer, stETH, 1_237 * 60);
        _setFees(777, 0);
        _start(viewer, next, 60);
        _skip(60);
        _settle(viewer);
        books = Books(_balance(viewer), _balance(payee), _balance(other), _balance(platform));
    }

    /// @dev What happens to the session at this second, and whether it is over by that.
    function _happen(uint256 what, bytes32 id) private returns (bool over) {
        if (what < 2) return false; // 0: the balance may run out; 1: nothing
        if (what == 2) {
            _setPrice(id, 3, 3, 60);
            vm.prank(owner);
            registry.setPayee(id, other);
            _setFees(1, 1);
            return false;
        }
        if (what == 3) _stop(id);
        if (what == 4) {
            for (uint256 i = 0; i < 3; ++i) {
                _stop(id);
                _skip(50);
                _resume(id);
                _skip(i);
            }
        }
        if (what == 5) _pause();
        if (what == 6) {
            for (uint256 i = 0; i < 3; ++i) {
                _pause();
                _skip(50);
                _unpause();
                _skip(i);
            }
        }
        if (what == 7) {
            vm.prank(owner);
            registry.deleteStream(id);
        }
        if (what == 8) _end(viewer);
        return true;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
