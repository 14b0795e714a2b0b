// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamGovernance} from "../../../contracts/interfaces/IStreamGovernance.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title StopsAndPausesTest
contract StopsAndPausesTest is PaymentTest {
    /// @dev Proves that a session is charged up to the first of all stops, pauses and its own end, however many of them
    /// come before anybody settles. Inputs: twelve events of four kinds at any distance, in any order; sessions that run
    /// out before all of them, between them, and never.
    function testFuzz_ChargedUpToTheFirstOfAll(
        uint32 rate,
        uint32 paidFor,
        uint8[12] memory kinds,
        uint16[12] memory waits
    ) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        uint256 seconds_ = paidFor % 3 == 0 ? 10 days : _bound(paidFor, 1, 400_000);
        bytes32 id = _watch(viewer, perSecond, seconds_);
        (uint256 balance, uint256 played, bool over) = (_balance(viewer), 0, false);
        for (uint256 i = 0; i < kinds.length; ++i) {
            _skip(waits[i]);
            if (!over) played = played + waits[i] < seconds_ ? played + waits[i] : seconds_;
            uint256 kind = kinds[i] % 8;
            bool isStopped = ledger.termsOf(id).stops != 0;
            if (kind == 0 && !isStopped) _stop(id);
            else if (kind == 1 && isStopped) _resume(id);
            else if (kind == 2 && !ledger.paused()) _pause();
            else if (kind == 3 && ledger.paused()) _unpause();
            over = over || ledger.paused() || ledger.termsOf(id).stops != 0;
            vm.assertEq(ledger.owed(viewer, vault), played * perSecond, "owed");
            vm.assertEq(_session(viewer).running, !over && played < seconds_, "running");
        }
        _skip(1 days);
        if (!over) played = played + 1 days < seconds_ ? played + 1 days : seconds_;
        _settle(viewer);
        _assertPaid(viewer, balance, played * perSecond, 1_000);
    }

    /// @dev Proves that neither a stop that was taken back nor a pause that is over touches what started after it, also in
    /// the same second. Inputs: many of both beforehand; starts at any distance from the last one.
    function testFuzz_WhatStartsAfterwardsIsUntouched(uint32 rate, uint8 times, uint16 wait, uint16 played) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        bytes32 id = _stream(0, perSecond, 1 days);
        _fund(viewer, stETH, perSecond * 1 days);
        for (uint256 i = 0; i <= times % 4; ++i) {
            _stop(id);
            _pause();
            _skip(wait % 3);
            _unpause();
            _resume(id);
        }
        _skip(wait);
        _start(viewer, id, 1 days);
        _skip(played);
        vm.assertEq(ledger.owed(viewer, vault), perSecond * played);
        _settle(viewer);
        _assertPaid(viewer, perSecond * 1 days, perSecond * played, 1_000);
        vm.assertTrue(_session(viewer).running);
    }

    /// @dev Proves that the stop of one stream and its runs are those of no other: sessions of the next stream, and of the
    /// viewer in the other vault, go on. Inputs: stops and deletions at any second.
    function testFuzz_StopsAreApart(uint16 before, uint16 later, bool deletes) external {
        bytes32 id = _watch(viewer, 3, 1 days);
        bytes32 next = _createStream(tenantId, "next", payee, 0, 5, 1 days);
        _fund(other, stETH, 5 days);
        _start(other, next, 1 days);
        _skip(before);
        if (deletes) {
            vm.prank(owner);
            registry.deleteStream(id);
        } else {
            _stop(id);
        }
        _skip(later);
        vm.assertEq(ledger.owed(viewer, vault), uint256(before) * 3);
        vm.assertEq(
            ledger.owed(other, vault),
            (uint256(before) + later) * 5 < 5 days ? (uint256(before) + later) * 5 : 5 days
        );
    }

    /// @dev Proves that a pause closes everything new and nothing else: start, heartbeat, tip and every way in are
    /// refused; settling what accrued, ending and leaving go through; and what is owed stands still. Inputs: pauses at any
    /// second of a session, of any length.
    function testFuzz_PauseClosesTheNewOnly(uint32 rate, uint32 before, uint32 length) external {
        uint256 perSecond = _bound(rate, 1, type(uint32).max);
        bytes32 id = _watch(viewer, perSecond, 10 days);
        _skip(before % 10 days);
        uint256 owed = ledger.owed(viewer, vault);
        _pause();
        _skip(length);
        vm.assertEq(ledger.owed(viewer, vault), owed);

        vm.deal(viewer, 1);
        vm.startPrank(viewer);
        _expectPaused();
        ledger.startStream(id, vault, 60, ANY, ANY);
        _expectPaused();
        ledger.payForStreamTime(id, vault, 60, ANY);
        _expectPaused();
        ledger.tip(id, vault, 1);
        _expectPaused();
        ledger.deposit(vault, 1, viewer);
        _expectPaused();
        ledger.depositAssets(vault, 1, viewer);
        _expectPaused();
        ledger.depositETH{value: 1}(vault, viewer);
        _expectPaused();
        ledger.depositETHAndStart{value: 1}(id, vault, 60, ANY, ANY);
        vm.stopPrank();

        _settle(viewer);
        _assertPaid(viewer, perSecond * 10 days, owed, 1_000);
        _end(viewer);
        uint256 left = _balance(viewer);
        vm.prank(viewer);
        vm.assertEq(ledger.withdrawCreator(vault, viewer), left);
        _unpause();
        _skip(1 days);
        _settle(viewer);
        _assertPaid(viewer, perSecond * 10 days - left, owed, 1_000);
    }

    /// @dev Proves that a pause holds in every vault at once, and that vaults listed later share it. Inputs: sessions in
    /// both vaults, pauses at any second, delisted or not.
    function testFuzz_PauseHoldsInEveryVault(uint16 before, uint16 length, bool delists) external {
        _watch(viewer, 3, 1 days);
        address[2] memory both = [address(stETH), address(stUSDC)];
        if (delists) {
            vm.prank(lister);
            ledger.delistVault(both[1]);
        }
        _skip(before);
        _pause();
        for (uint256 i = 0; i < 2; ++i) {
            (uint32 epoch, uint40 pausedAt) = ledger.pauseState(both[i]);
            vm.assertEq(epoch, 0);
            vm.assertEq(pausedAt, block.timestamp);
        }
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.EnforcedPause.selector));
        _pause();
        _skip(length);
        _unpause();
        for (uint256 i = 0; i < 2; ++i) {
            (uint32 epoch, uint40 pausedAt) = ledger.pauseState(both[i]);
            vm.assertEq(epoch, 1);
            vm.assertEq(pausedAt, 0);
        }
        vm.expectRevert(abi.encodeWithSelector(IStreamGovernance.ExpectedPause.selector));
        _unpause();
        vm.assertEq(ledger.owed(viewer, vault), uint256(before) * 3);
    }

    /// @dev Proves that only the registry sets terms, whoever else asks. Inputs: any caller but the registry.
    function testFuzz_RevertWhen_NotTheRegistry(address caller, bytes32 id, uint8 which) external {
        vm.assume(caller != address(registry) && caller != address(0));
        vm.startPrank(caller);
        which = which % 8;
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.NotTheRegistry.selector, caller));
        if (which == 0) ledger.addTenant(id);
        else if (which == 1) ledger.addStream(id, 1, caller);
        else if (which == 2) ledger.setPayee(id, caller);
        else if (which == 3) ledger.setPrice(id, vault, 1, 1, 60);
        else if (which == 4) ledger.clearPrices(id);
        else if (which == 5) ledger.setStop(id, 1, true);
        else if (which == 6) ledger.setVerified(id, 1, 1);
        else ledger.setTenancy(1, 1);
        vm.stopPrank();
    }

    function _expectPaused() private {
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.EnforcedPause.selector));
    }
}
