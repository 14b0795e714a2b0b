// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title TipTest
contract TipTest is PaymentTest {
    /// @dev Proves that tips and seconds share one remainder: however both are cut, the platform gets the rounded-down
    /// part of their sum, each at its own fee, and the payee the rest. Inputs: ten tips from one unit on, between any
    /// seconds; fees of every size.
    function testFuzz_TipsAreSplitExactly(
        uint16[10] memory tips,
        uint8[10] memory waits,
        uint16 rate,
        uint16 feeBps,
        uint16 tipFeeBps
    ) external {
        (feeBps, tipFeeBps) = (uint16(_bound(feeBps, 0, 2_000)), uint16(_bound(tipFeeBps, 0, 1_000)));
        _setFees(feeBps, tipFeeBps);
        uint256 perSecond = _bound(rate, 1, type(uint16).max);
        bytes32 id = _watch(viewer, perSecond, 10 days);
        uint256 balance = 1_000_000 + _balance(viewer);
        _fund(viewer, stETH, 1_000_000);
        (uint256 gross, uint256 work) = (0, 0);
        for (uint256 i = 0; i < tips.length; ++i) {
            uint256 amount = i % 2 == 0 ? _bound(tips[i], 1, 9) : _bound(tips[i], 1, type(uint16).max);
            _skip(waits[i]);
            vm.prank(viewer);
            ledger.tip(id, vault, amount);
            gross += amount + waits[i] * perSecond;
            work += amount * tipFeeBps + waits[i] * perSecond * feeBps;
        }
        vm.assertEq(_balance(viewer), balance - gross, "viewer");
        vm.assertEq(_balance(platform), work / 10_000, "platform");
        vm.assertEq(_balance(payee), gross - work / 10_000, "payee");
        _assertPaidFor(viewer);
    }

    /// @dev Proves that a tip takes no more than is left of what is owed, and that the session shrinks to what is left of
    /// the tip. Inputs: tips of a part, of all, and of one unit too much, in running sessions and after their end.
    function testFuzz_TipShortensTheSession(uint64 rate, uint32 paidFor, uint32 elapsed, uint256 amount) external {
        uint256 perSecond = _bound(rate, 1, type(uint64).max);
        uint256 seconds_ = _bound(paidFor, 1, 20 days);
        bytes32 id = _watch(viewer, perSecond, seconds_);
        _skip(_bound(elapsed, 0, seconds_ - 1));
        uint256 all = ledger.available(viewer, vault);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamLedger.ERC6909InsufficientBalance.selector,
                viewer,
                all,
                all + 1,
                uint160(vault)
            )
        );
        vm.prank(viewer);
        ledger.tip(id, vault, all + 1);

        amount = amount % 4 == 0 ? all : _bound(amount, 1, all);
        vm.prank(viewer);
        ledger.tip(id, vault, amount);
        vm.assertEq(_balance(viewer), all - amount);
        vm.assertEq(_session(viewer).until, block.timestamp + (all - amount) / perSecond);
        _assertPaidFor(viewer);
    }

    /// @dev Proves that a tip to oneself costs the fee, and that a session paid for by the rest still is. Inputs: tips of
    /// any part of what is available, for the stream that plays.
    function testFuzz_TipToOneself(uint64 rate, uint32 elapsed, uint256 amount, uint16 tipFeeBps) external {
        uint256 perSecond = _bound(rate, 1, type(uint64).max);
        _setFees(1_000, _bound(tipFeeBps, 0, 1_000));
        bytes32 id = _createStream(tenantId, "own", viewer, 0, perSecond, 1 days);
        _fund(viewer, stETH, perSecond * 1 days);
        _start(viewer, id, 1 days);
        _skip(_bound(elapsed, 0, 1 days));
        _settle(viewer);
        uint256 all = _balance(viewer);
        uint256 paid = perSecond * 1 days - all;
        amount = _bound(amount, 1, all);
        vm.prank(viewer);
        ledger.tip(id, vault, amount);
        vm.assertEq(_balance(viewer) + _balance(platform) - paid, all);
        _assertPaidFor(viewer);
    }

    /// @dev Proves that a stream takes tips unless it is deleted, whatever else stops it, and not for nothing. Inputs: all
    /// eight sets of the reasons to stop; an amount of zero.
    function testFuzz_RevertWhen_Deleted(uint8 reasons) external {
        reasons = reasons % 8;
        bytes32 id = _stream(0, 1, 60);
        _fund(viewer, stETH, 10);
        if (reasons & Stops.SUSPENDED != 0) {
            vm.prank(registrar);
            registry.suspendStream(id);
        }
        if (reasons & Stops.OWNER != 0) _stop(id);
        if (reasons & Stops.DELETED != 0) {
            vm.prank(owner);
            registry.deleteStream(id);
        }
        vm.startPrank(viewer);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.ZeroAmount.selector));
        ledger.tip(id, vault, 0);
        if (reasons & Stops.DELETED != 0) {
            vm.expectRevert(abi.encodeWithSelector(IStreamMeter.StreamStopped.selector, id, reasons));
        }
        ledger.tip(id, vault, 10);
        vm.stopPrank();
        vm.assertEq(_balance(payee), reasons & Stops.DELETED == 0 ? 10 : 0);
    }
}
