// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title StartTest
contract StartTest is PaymentTest {
    /// @dev Proves that a session ends after the shortest of what the viewer, the window and the balance allow, to the
    /// second. Inputs: each of the three is the shortest in a third of the runs, rates up to 2^96, money left over.
    function testFuzz_UntilIsTheShortestOfThree(
        uint96 rate,
        uint256 startFee,
        uint8 shortest,
        uint256 shortestTime,
        uint256[3] memory longer,
        uint256 extra
    ) external {
        uint256 perSecond = _bound(rate, 1, type(uint96).max);
        startFee = _bound(startFee, 0, type(uint96).max);
        uint256[3] memory times; // of the viewer, the window, the balance
        for (uint256 i = 0; i < 3; ++i) times[i] = _bound(shortestTime, 10, 20 days);
        uint256 expected = times[0];
        for (uint256 i = 0; i < 3; ++i) {
            if (i != shortest % 3) times[i] += _bound(longer[i], 0, 10 days);
        }
        bytes32 id = _stream(startFee, perSecond, times[1]);
        uint256 balance = startFee + times[2] * perSecond + _bound(extra, 0, perSecond - 1);
        _fund(viewer, stETH, balance);

        uint256 until = _start(viewer, id, times[0]);

        vm.assertEq(until, block.timestamp + expected);
        IStreamMeter.SessionView memory session = _session(viewer);
        vm.assertEq(session.until, until);
        vm.assertEq(session.perSecond, perSecond);
        vm.assertEq(session.startedAt, block.timestamp);
        vm.assertTrue(session.running);
        _assertPaid(viewer, balance, startFee, 1_000);
        _assertPaidFor(viewer);
    }

    /// @dev Proves that no number of seconds overflows anything, and that a stream without a rate plays for its window at
    /// any balance. Inputs: any `maxSeconds` up to 2^256, rates of 0 and above.
    function testFuzz_SecondsSaturate(uint96 perSecond, uint256 maxSeconds, uint32 window) external {
        window = uint32(_bound(window, 10, 30 days));
        maxSeconds = _bound(maxSeconds, window, ANY);
        bytes32 id = _stream(perSecond == 0 ? 1 : 0, perSecond, window);
        _fund(viewer, stETH, perSecond == 0 ? 1 : uint256(perSecond) * window);
        vm.assertEq(_start(viewer, id, maxSeconds), block.timestamp + window);
    }

    /// @dev Proves that a start fee is charged once per viewer and stream, split like any other revenue, and never again:
    /// not for a replay, a higher fee, or the stream's next life. Inputs: fees from 1 on, odd and even.
    function testFuzz_StartFeeIsPaidOnce(uint96 fee, uint96 laterFee) external {
        uint256 startFee = _bound(fee, 1, type(uint96).max);
        bytes32 id = _stream(startFee, 0, 60);
        _fund(viewer, stETH, startFee);
        _start(viewer, id, 60);
        _assertPaid(viewer, startFee, startFee, 1_000);
        vm.assertTrue(ledger.startFeePaid(viewer, id));
        vm.assertFalse(ledger.startFeePaid(other, id));

        _start(viewer, id, 60);
        _setPrice(id, _bound(laterFee, 1, type(uint96).max), 0, 60);
        _start(viewer, id, 60);
        vm.prank(owner);
        registry.deleteStream(id);
        _stream(startFee, 0, 60);
        _start(viewer, id, 60);
        _assertPaid(viewer, startFee, startFee, 1_000);

        vm.expectRevert(
            abi.encodeWithSelector(IStreamMeter.BalanceTooLow.selector, other, vault, uint256(0), startFee)
        );
        _start(other, id, 60);
    }

    /// @dev Proves that a balance one unit short starts nothing and pays nothing, also no start fee, and that the unit
    /// makes it. Inputs: rates and fees of every size, each of them zero at times.
    function testFuzz_RevertWhen_BalanceIsOneUnitShort(uint96 startFee, uint96 rate) external {
        uint256 perSecond = rate % 5 == 0 && startFee != 0 ? 0 : _bound(rate, 1, type(uint96).max);
        bytes32 id = _stream(startFee, perSecond, 60);
        uint256 needed = startFee + perSecond;
        if (needed != 1) _fund(viewer, stETH, needed - 1);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.BalanceTooLow.selector, viewer, vault, needed - 1, needed));
        _start(viewer, id, 60);
        vm.assertEq(_balance(viewer), needed - 1);
        vm.assertFalse(ledger.startFeePaid(viewer, id));
        vm.assertEq(_session(viewer).startedAt, 0);

        _fund(viewer, stETH, 1);
        vm.assertEq(_start(viewer, id, 60), block.timestamp + (perSecond == 0 ? 60 : 1));
    }

    /// @dev Proves that the viewer's bounds hold to the unit. Inputs: prices of every size; a bound one unit below each of
    /// them, and exactly at both.
    function testFuzz_RevertWhen_PriceIsAboveTheBound(uint96 fee, uint96 rate) external {
        (uint256 startFee, uint256 perSecond) = (_bound(fee, 1, 1 << 90), _bound(rate, 1, 1 << 90));
        bytes32 id = _stream(startFee, perSecond, 60);
        _fund(viewer, stETH, startFee + perSecond);
        vm.startPrank(viewer);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.PriceAboveBound.selector, perSecond, perSecond - 1));
        ledger.startStream(id, vault, 60, perSecond - 1, startFee);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.StartFeeAboveBound.selector, startFee, startFee - 1));
        ledger.startStream(id, vault, 60, perSecond, startFee - 1);
        vm.expectRevert(abi.encodeWithSelector(IStreamMeter.NoSeconds.selector));
        ledger.startStream(id, vault, 0, perSecond, startFee);
        ledger.startStream(id, vault, 60, perSecond, startFee);
        vm.stopPrank();
    }

    /// @dev Proves that a start settles the session before it up to now and closes it, so that only the last of many
    /// runs. Inputs: starts before and after the session before ran out; a stop of its stream afterwards changes nothing.
    function testFuzz_NextStartEndsTheSessionBefore(uint64 rate, uint32 paidFor, uint32 elapsed) external {
        uint256 perSecond = _bound(rate, 1, type(uint64).max);
        uint256 seconds_ = _bound(paidFor, 1, 30 days);
        bytes32 first = _watch(viewer, perSecond, seconds_);
        bytes32 second = _createStream(tenantId, "next", other, 1, 0, 60);
        _fund(viewer, stETH, 1);
        elapsed = uint32(_bound(elapsed, 0, 2 * seconds_));
        _skip(elapsed);
        uint256 gross = perSecond * (elapsed < seconds_ ? elapsed : seconds_);

        _start(viewer, second, 60);
        vm.assertEq(_balance(payee), gross - (gross * 1_000) / 10_000, "payee");
        vm.assertEq(_balance(viewer), perSecond * seconds_ - gross, "viewer");
        _stop(first);
        _skip(1 days);
        _settle(viewer);
        vm.assertEq(_balance(viewer), perSecond * seconds_ - gross, "the session before goes on");
    }

    /// @dev Proves that a stream starts exactly if no reason to stop is set, whichever they are, and names them. Inputs:
    /// all eight sets of the three reasons.
    function testFuzz_RevertWhen_Stopped(uint8 reasons) external {
        reasons = reasons % 8;
        bytes32 id = _stream(0, 1, 60);
        _fund(viewer, stETH, 60);
        if (reasons & Stops.SUSPENDED != 0) {
            vm.prank(registrar);
            registry.suspendStream(id);
        }
        if (reasons & Stops.OWNER != 0) _stop(id);
        if (reasons & Stops.DELETED != 0) {
            vm.prank(owner);
            registry.deleteStream(id);
        }
        if (reasons != 0) vm.expectRevert(abi.encodeWithSelector(IStreamMeter.StreamStopped.selector, id, reasons));
        _start(viewer, id, 60);
    }

    /// @dev Proves that nothing starts during a pause or in a vault that is not listed, with ETH in the call or without,
    /// and that the ETH stays with the caller. Inputs: both reasons, and both at once.
    function testFuzz_RevertWhen_Closed(uint8 reasons, uint64 value) external {
        bool isDelisted = reasons % 3 != 0;
        bytes32 id = _stream(0, 1, 60);
        _fund(viewer, stETH, 60);
        if (reasons % 3 != 1) _pause();
        if (isDelisted) {
            vm.prank(lister);
            ledger.delistVault(vault);
        }
        bytes memory refusal =
            isDelisted
                ? abi.encodeWithSelector(IStreamLedger.VaultNotListed.selector, vault)
                : abi.encodeWithSelector(IStreamLedger.EnforcedPause.selector);
        vm.expectRevert(refusal);
        _start(viewer, id, 60);
        vm.deal(viewer, value);
        vm.prank(viewer);
        vm.expectRevert(refusal);
        ledger.depositETHAndStart{value: value}(id, vault, 60, ANY, ANY);
        vm.assertEq(viewer.balance, value);
    }

    /// @dev Proves that one call leads from ETH to a running session, as a deposit and a start would. Inputs: values that
    /// pay for the whole session or bound it, beside money that was there before.
    function testFuzz_DepositETHAndStart(uint64 before, uint64 value, uint64 rate, uint32 maxSeconds) external {
        uint256 perSecond = _bound(rate, 1, 1 << 40);
        uint256 brought = _bound(value, perSecond, type(uint64).max);
        uint256 agreed = _bound(maxSeconds, 1, 10 days);
        bytes32 id = _stream(0, perSecond, 10 days);
        if (before != 0) _fund(viewer, stETH, before);
        vm.deal(viewer, brought);
        vm.prank(viewer);
        uint256 until = ledger.depositETHAndStart{value: brought}(id, vault, agreed, perSecond, 0);
        uint256 affordable = (before + brought) / perSecond;
        vm.assertEq(until, block.timestamp + (affordable < agreed ? affordable : agreed));
        vm.assertEq(_balance(viewer), before + brought);
        vm.assertEq(weth.balanceOf(vault), before + brought);
    }
}
