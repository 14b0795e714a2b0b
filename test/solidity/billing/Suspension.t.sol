// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IStreamCharges} from "../../../contracts/interfaces/IStreamCharges.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title SuspensionTest
/// @notice What follows from arrears, and what takes it back.
contract SuspensionTest is BillingTest {
    /// @dev Proves that the first debt in any vault stops the stream at that second, that the last payment in the last
    /// vault resumes it in a new run, and nothing in between does either. Inputs: debts in one vault or both, in two
    /// bills; paid in either order, in two parts; any time between.
    function testFuzz_StoppedWhileAnythingIsOwed(
        uint64[2] memory seeds,
        bool both,
        bool reversed,
        uint16 wait
    ) external {
        uint256[2] memory due = [_bound(seeds[0], 2, 1e12), both ? _bound(seeds[1], 2, 1e12) : 0];
        address[2] memory vaults = [vault, otherVault];
        IStreamTerms.Terms memory before = ledger.termsOf(streamId);
        _setMode(streamId, IBillingNodes.BillingMode.StreamOnly);
        uint256 stopped = block.timestamp;
        vm.expectEmit(address(ledger));
        emit IStreamTerms.StopsSet(before.streamNo, Stops.ARREARS, before.run);
        _bill(streamId, vault, due[0] - 1);
        _skip(wait);
        _bill(streamId, vault, 1);
        if (both) _bill(streamId, otherVault, due[1]);
        vm.assertEq(_stops(streamId), Stops.ARREARS);
        vm.assertEq(ledger.termsOf(streamId).run, before.run, "run");
        vm.assertEq(ledger.stoppedAt(streamId, before.run), stopped, "stopped at");
        (uint256 owed, uint40 since) = billing.arrearsOf(streamId, vault);
        vm.assertEq(owed, due[0], "owed");
        vm.assertEq(since, stopped, "since");

        for (uint256 i = 0; i < 2; ++i) {
            uint256 turn = reversed ? 1 - i : i;
            if (due[turn] == 0) continue;
            _contribute(sponsor, streamId, vaults[turn], 1);
            vm.assertEq(_stops(streamId), Stops.ARREARS, "partly paid");
            vm.assertTrue(billing.isInArrears(streamId));
            _skip(wait);
            _contribute(sponsor, streamId, vaults[turn], due[turn] - 1);
            vm.assertEq(_arrears(streamId, vaults[turn]), 0);
        }
        vm.assertEq(_stops(streamId), 0, "resumed");
        vm.assertEq(ledger.termsOf(streamId).run, before.run + 1, "new run");
        vm.assertFalse(billing.isInArrears(streamId));
    }

    /// @dev Proves that the other reasons to stop survive the debt and its payment, and the debt survives theirs. Inputs:
    /// all sets of the owner's stop, the registrar's and deletion, set before the debt or after it.
    function testFuzz_OtherStopsSurvive(uint8 reasons, bool first) external {
        reasons = reasons % 8;
        _indebt(streamId, vault, first ? 1 : 2);
        if (first) _contribute(sponsor, streamId, vault, 1);
        _stopFor(reasons & ~Stops.DELETED);
        if (first) _bill(streamId, vault, 2);
        if (reasons & Stops.DELETED != 0) _delete(streamId);
        vm.assertEq(_stops(streamId), reasons | Stops.ARREARS, "both");
        uint24 run = ledger.termsOf(streamId).run;
        _contribute(sponsor, streamId, vault, 2);
        vm.assertEq(_stops(streamId), reasons, "the others");
        vm.assertEq(ledger.termsOf(streamId).run, reasons == 0 ? run + 1 : run, "run");
    }

    /// @dev Proves that the stop of arrears is billing's alone, to set and to take back, and that billing touches no other.
    /// Inputs: all sets of reasons.
    function testFuzz_RevertWhen_StopOfOthers(uint8 reasons, bool stopped) external {
        reasons = reasons % 16;
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.NotTheRegistry.selector, address(billing)));
        vm.prank(address(billing));
        ledger.setStop(streamId, reasons, stopped);
        _indebt(streamId, vault, 1);
        reasons |= Stops.ARREARS;
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.StopRefused.selector, reasons));
        vm.prank(address(registry));
        ledger.setStop(streamId, reasons, stopped);
        vm.expectRevert(
            abi.encodeWithSelector(IStreamRegistry.StopUnchanged.selector, streamId, Stops.ARREARS, Stops.OWNER)
        );
        vm.prank(owner);
        registry.resumeStream(streamId);
        vm.assertEq(_stops(streamId), Stops.ARREARS);
    }

    /// @dev Proves that a running session ends at the second of the stop: the viewer pays up to then and not beyond, also
    /// when the debt is paid in the same block, and can start again. Inputs: any seconds before and after.
    function testFuzz_SessionsEndAtTheStop(uint16 before, uint16 later, bool atOnce) external {
        _watch(streamId);
        _skip(before);
        _indebt(streamId, vault, 5);
        if (atOnce) _contribute(sponsor, streamId, vault, 5);
        _skip(later);
        vm.assertEq(ledger.owed(viewer, vault), 7 * uint256(before), "owed");
        vm.assertFalse(ledger.sessionOf(viewer, vault).running, "running");
        if (!atOnce) {
            vm.prank(viewer);
            vm.expectRevert(abi.encodeWithSelector(IStreamMeter.StreamStopped.selector, streamId, Stops.ARREARS));
            ledger.startStream(streamId, vault, 100, ANY, ANY);
            _contribute(sponsor, streamId, vault, 5);
        }
        uint256 balance = _held(viewer, vault);
        vm.prank(viewer);
        ledger.startStream(streamId, vault, 100, ANY, ANY);
        vm.assertEq(_held(viewer, vault), balance - 7 * uint256(before), "paid");
        _skip(10);
        vm.assertEq(ledger.owed(viewer, vault), 70, "new run");
    }

    /// @dev Proves that a tenant in arrears refuses starts and heartbeats of every stream that may draw on it, and of no
    /// other, that what runs goes on to its end, and that paying lets them start again. Inputs: every mode, with and
    /// without stream balances; debts in either vault.
    function testFuzz_TenantInArrears(uint8 mode, bool enabled, bool inOtherVault, uint64 owed) external {
        uint256 due = _bound(owed, 1, 1e12);
        address there = inOtherVault ? otherVault : vault;
        uint32 tenantNo = _tenantNo();
        _setMode(streamId, IBillingNodes.BillingMode(mode % 3));
        if (!enabled) _setStreamBalances(false);
        _watch(streamId);
        vm.expectEmit(address(ledger));
        emit IStreamCharges.TenantArrearsSet(tenantNo, true);
        _bill(tenantId, there, due);
        vm.assertTrue(ledger.isInArrears(tenantNo));
        vm.assertEq(_stops(streamId) | _stops(twinId), 0, "stopped");
        _skip(50);
        vm.assertTrue(ledger.sessionOf(viewer, vault).running, "cut off");

        bool mayPlay = enabled && mode % 3 == uint8(IBillingNodes.BillingMode.StreamOnly);
        _assertPlays(streamId, mayPlay, tenantNo);
        _assertPlays(twinId, false, tenantNo); // StreamFirst
        _contribute(stranger, tenantId, there, due);
        vm.assertFalse(ledger.isInArrears(tenantNo));
        _assertPlays(streamId, true, tenantNo);
    }

    /// @dev Proves that the debts of one tenant are not another's. Inputs: debts of any size.
    function testFuzz_TenantsAreApart(uint64 owed) external {
        bytes32 neighbour = _createTenant("bob", stranger);
        bytes32 id = _createStream(neighbour, "song", payee, 0, 7, 1 days);
        _indebt(tenantId, vault, _bound(owed, 1, 1e12));
        _watch(id);
        vm.assertTrue(ledger.sessionOf(viewer, vault).running);
        vm.assertFalse(billing.isInArrears(neighbour));
    }

    /// @dev Proves that revenue pays debts when anyone asks, in full or as far as it goes, also in a pause and from a
    /// delisted vault, and never more. Inputs: debts and revenue around each other, of a tenant and a stream.
    function testFuzz_SettleArrears(uint96 owed, uint96 earned, bool ofTenant, uint8 weather) external {
        bytes32 id = ofTenant ? tenantId : streamId;
        uint256 due = _bound(owed, 1, 1e12);
        uint256 revenue = _about(due, earned);
        _indebt(id, vault, due);
        _earn(id, vault, revenue);
        if (weather % 4 == 1 || weather % 4 == 3) _pause();
        if (weather % 4 >= 2) _delist(vault);
        vm.prank(stranger);
        vm.assertEq(billing.settleArrears(id, vault), _min(due, revenue), "paid");
        vm.assertEq(billing.settleArrears(id, vault), 0, "twice");
        vm.assertEq(_arrears(id), due - _min(due, revenue), "left");
        vm.assertEq(_balance(id), revenue - _min(due, revenue), "balance");
        vm.assertEq(billing.isInArrears(id), revenue < due);
        vm.assertEq(_stops(streamId), ofTenant || revenue >= due ? 0 : Stops.ARREARS, "stopped");
        vm.assertEq(ledger.isInArrears(_tenantNo()), ofTenant && revenue < due, "tenant");
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeUnknown.selector, bytes32("nobody")));
        billing.settleArrears("nobody", vault);
    }

    /// @dev Proves that debts belong to the name: deletion, re-creation, a change of mode or of the tenant's owner, and the
    /// loss of stream balances forgive nothing. Inputs: debts of any size; every set of these.
    function testFuzz_ArrearsSurvive(uint64 owed, uint8 events) external {
        uint256 due = _bound(owed, 1, 1e12);
        _indebt(streamId, vault, due);
        if (events & 4 != 0) _setMode(streamId, IBillingNodes.BillingMode.TenantOnly);
        _indebt(tenantId, otherVault, due);
        if (events & 1 != 0) _delete(streamId);
        if (events & 3 == 3) _createStream(tenantId, "live", payee, 0, 7, 1 days);
        if (events & 8 != 0) _setStreamBalances(false);
        if (events & 16 != 0) _transferTenant(_named("buyer"));
        vm.assertEq(_arrears(streamId), due);
        vm.assertEq(_arrears(tenantId, otherVault), due);
        vm.assertTrue(_stops(streamId) & Stops.ARREARS != 0);
        vm.assertTrue(ledger.isInArrears(_tenantNo()));
        _contribute(sponsor, streamId, vault, due);
        _contribute(sponsor, tenantId, otherVault, due);
        vm.assertEq(_stops(streamId) & Stops.ARREARS, 0);
        vm.assertFalse(ledger.isInArrears(_tenantNo()));
    }

    /* HELPERS */

    /// @dev The viewer watches a stream from now on, for as long as any test waits.
    function _watch(bytes32 id) private {
        _fund(viewer, stETH, 7_000_000);
        vm.prank(viewer);
        ledger.startStream(id, vault, type(uint16).max, ANY, ANY);
    }

    function _stopFor(uint8 reasons) private {
        if (reasons & Stops.OWNER != 0) {
            vm.prank(owner);
            registry.stopStream(streamId);
        }
        if (reasons & Stops.SUSPENDED != 0) {
            vm.prank(registrar);
            registry.suspendStream(streamId);
        }
    }

    /// @dev The stream starts and is prolonged, or both are refused for the tenant's arrears. Leaves nothing behind.
    function _assertPlays(bytes32 id, bool plays, uint32 tenantNo) private {
        uint256 snapshot = vm.snapshotState();
        bytes memory refusal = abi.encodeWithSelector(IStreamMeter.TenantInArrears.selector, id, tenantNo);
        vm.startPrank(viewer);
        if (id == streamId) {
            if (!plays) vm.expectRevert(refusal);
            ledger.payForStreamTime(id, vault, 1 days, ANY);
        }
        if (!plays) vm.expectRevert(refusal);
        ledger.startStream(id, vault, 100, ANY, ANY);
        vm.stopPrank();
        vm.revertToState(snapshot);
    }
}
