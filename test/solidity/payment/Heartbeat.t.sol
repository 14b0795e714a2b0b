// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title HeartbeatTest
contract HeartbeatTest is PaymentTest {
    /// @dev What a session is charged before and after its heartbeat.
    struct Quotes {
        uint32 rateBefore;
        uint32 rateAfter;
        uint16 timeBefore;
        uint16 timeAfter;
        uint16 feeBefore;
        uint16 feeAfter;
    }

    /// @dev Proves that a heartbeat gives a fresh quote from now on: seconds before it cost the old rate, pay the old
    /// payee and the old fee, seconds after it the new ones. Inputs: both parts from 0 seconds on, prices up and down.
    function testFuzz_QuoteHoldsFromNow(Quotes memory q) external {
        (uint256 before, uint256 afterwards) = (
            _bound(q.rateBefore, 1, ANY >> 224),
            _bound(q.rateAfter, 1, ANY >> 224)
        );
        (uint256 feeBefore, uint256 feeAfter) = (_bound(q.feeBefore, 0, 2_000), _bound(q.feeAfter, 0, 2_000));
        _setFees(feeBefore, 0);
        bytes32 id = _stream(0, before, 20 days);
        uint256 balance = (before + afterwards) * 40 days;
        _fund(viewer, stETH, balance);
        _start(viewer, id, 10 days);

        _setFees(feeAfter, 0);
        _setPrice(id, 0, afterwards, 20 days);
        vm.prank(owner);
        registry.setPayee(id, other);
        _skip(q.timeBefore);
        uint256 until = _heartbeat(viewer, id, 20 days);
        _skip(q.timeAfter);
        _settle(viewer);

        (uint256 first, uint256 second) = (before * q.timeBefore, afterwards * q.timeAfter);
        uint256 work = first * feeBefore + second * feeAfter;
        vm.assertEq(until, block.timestamp - q.timeAfter + 20 days);
        vm.assertEq(_balance(viewer), balance - first - second, "viewer");
        vm.assertEq(_balance(payee), first - (first * feeBefore) / 10_000, "payee before");
        vm.assertEq(_balance(platform), work / 10_000, "platform");
        vm.assertEq(_balance(other), first + second - _balance(payee) - work / 10_000, "payee after");
    }

    /// @dev Proves that the time between the end of a session and the heartbeat that revives it is never charged, however
    /// the session ended. Inputs: gaps from 0 on after a run-out, a stop that was taken back, and a pause that is over.
    function testFuzz_GapIsFree(uint32 rate, uint16 seconds_, uint32 gap, uint16 again, uint8 ending) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        uint256 played = _bound(seconds_, 1, type(uint16).max);
        bytes32 id = _watch(viewer, perSecond, ending % 3 == 0 ? played : 20 days);
        _skip(played);
        if (ending % 3 == 1) _stop(id);
        if (ending % 3 == 2) _pause();
        _skip(gap);
        if (ending % 3 == 1) _resume(id);
        if (ending % 3 == 2) _unpause();

        _fund(viewer, stETH, perSecond * 10 days);
        uint256 before = _balance(viewer);
        _heartbeat(viewer, id, 10 days);
        vm.assertEq(before - _balance(viewer), played * perSecond, "before the gap");
        _skip(again);
        _settle(viewer);
        vm.assertEq(before - _balance(viewer), (played + again) * perSecond, "after the gap");
    }

    /// @dev Proves that a heartbeat of a running session prolongs it by `MIN_EXTENSION` or fails, to the second. Inputs:
    /// ends from the old one to 9 seconds after it, asked for at any time before it.
    function testFuzz_MinimumExtension(uint32 rate, uint16 left, uint8 gain) external {
        uint256 remaining = _bound(left, 1, 10_000);
        uint256 extension = gain % 10;
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        bytes32 id = _watch(viewer, perSecond, 10_000);
        _fund(viewer, stETH, perSecond * 100);
        _skip(10_000 - remaining);
        uint256 until = _session(viewer).until;
        if (extension < ledger.MIN_EXTENSION()) {
            vm.expectRevert(
                abi.encodeWithSelector(IStreamMeter.HeartbeatTooSoon.selector, until, until + extension, 5)
            );
            _heartbeat(viewer, id, remaining + extension);
        } else {
            vm.assertEq(_heartbeat(viewer, id, remaining + extension), until + extension);
        }
        _assertPaidFor(viewer);
    }

    /// @dev Proves that a heartbeat sells no more than the window, the bound and the balance allow, like a start. Inputs:
    /// each of the three is the shortest in a third of the runs; a session that has run out, and one that runs.
    function testFuzz_UntilIsTheShortestOfThree(
        uint32 rate,
        uint16 shortestTime,
        uint16[3] memory longer,
        uint8 which,
        bool runs
    ) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        uint256[3] memory times; // of the viewer, the window, the balance
        uint256 expected = _bound(shortestTime, 100, type(uint16).max);
        for (uint256 i = 0; i < 3; ++i) times[i] = i == which % 3 ? expected : expected + longer[i];
        bytes32 id = _watch(viewer, perSecond, 50);
        _skip(runs ? 10 : 60);
        _setPrice(id, 0, perSecond, times[1]);
        uint256 left = runs ? 40 : 0;
        _fund(viewer, stETH, (times[2] - left) * perSecond);
        vm.assertEq(_heartbeat(viewer, id, times[0]), block.timestamp + expected);
        _assertPaidFor(viewer);
    }

    /// @dev Proves that only the viewer's own session that they have not ended is prolonged, of that stream, and for no
    /// start fee. Inputs: none started, one of another stream, one that was ended, one whose stream has a fee now.
    function testFuzz_RevertWhen_NoSuchSession(uint64 balance, uint96 fee, uint96 bound) external {
        uint256 startFee = _bound(fee, 1, type(uint96).max);
        bytes32 id = _stream(0, 2, 60);
        bytes32 next = _createStream(tenantId, "next", payee, 0, 2, 60);
        _fund(viewer, stETH, _bound(balance, 2, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.NoSession.selector, stranger, vault));
        _heartbeat(stranger, id, 60);

        _start(viewer, id, 60);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.SessionOfOtherStream.selector, viewer, vault, 1));
        _heartbeat(viewer, next, 60);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.PriceAboveBound.selector, 2, bound % 2));
        vm.prank(viewer);
        ledger.payForStreamTime(id, vault, 60, bound % 2);
        _setPrice(id, startFee, 2, 60);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.StartFeeDue.selector, id, startFee));
        _heartbeat(viewer, id, 60);

        _end(viewer);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.SessionAlreadyEnded.selector, viewer, vault));
        _heartbeat(viewer, id, 60);
    }

    /// @dev Proves that a heartbeat every so often costs what one long session costs, to the unit. Inputs: twenty
    /// heartbeats at any distance, some after a run-out; the gaps are added up apart.
    function testFuzz_ManyHeartbeatsCostTheSecondsPlayed(uint32 rate, uint16[20] memory waits) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        bytes32 id = _stream(0, perSecond, 1_000);
        _fund(viewer, stETH, perSecond * 30_000);
        uint256 balance = _balance(viewer);
        _start(viewer, id, 1_000);
        uint256 played = 0;
        for (uint256 i = 0; i < waits.length; ++i) {
            uint256 wait = _bound(waits[i], 5, 1_400);
            _skip(wait);
            played += wait < 1_000 ? wait : 1_000;
            _heartbeat(viewer, id, 1_000);
        }
        _end(viewer);
        _assertPaid(viewer, balance, played * perSecond, 1_000);
    }
}
