// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingPayouts} from "../../../contracts/interfaces/IBillingPayouts.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title SweepTest
contract SweepTest is BillingTest {
    /// @dev Proves that anyone moves everything of a deleted stream to its tenant: the stream's arrears first, the tenant's
    /// afterwards, vault by vault. Inputs: balances and debts of both around each other; any caller; in peace, in a pause,
    /// and delisted.
    function testFuzz_SweepExactly(uint96[4] memory seeds, address caller, uint8 weather) external {
        uint256 whole = _bound(seeds[0], 1, 1e12);
        (uint256 due, uint256 tenantDue) = (_about(whole, seeds[1]), _about(whole, seeds[2]));
        uint256 tenantHas = _about(whole, seeds[3]);
        _indebt(streamId, vault, due);
        _indebt(tenantId, vault, tenantDue);
        _earn(streamId, vault, whole);
        _earn(tenantId, vault, tenantHas);
        _earn(streamId, otherVault, 5);
        _delete(streamId);
        if (weather % 4 == 1 || weather % 4 == 3) _pause();
        if (weather % 4 >= 2) _delist(vault);

        bool sweeps = whole > due;
        if (sweeps) {
            vm.expectEmit(address(billing));
            emit IBillingPayouts.Swept(streamId, tenantId, vault, whole - due);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NothingToSweep.selector, streamId, vault));
        }
        vm.prank(caller);
        billing.sweep(streamId, vault);
        if (sweeps) {
            uint256 tenantGets = tenantHas + whole - due;
            uint256 paid = _min(tenantDue, tenantGets);
            vm.assertEq(_balance(streamId), 0, "stream");
            vm.assertEq(_arrears(streamId), 0, "stream's arrears");
            vm.assertEq(_balance(tenantId), tenantGets - paid, "tenant");
            vm.assertEq(_arrears(tenantId), tenantDue - paid, "tenant's arrears");
            vm.assertEq(_held(platform, vault), due + paid, "platform");
        } else {
            vm.assertEq(_balance(streamId), whole, "stream");
            vm.assertEq(_arrears(streamId), due, "stream's arrears");
        }
        vm.assertEq(_balance(streamId, otherVault), 5, "other vault");
        billing.sweep(streamId, otherVault);
        vm.assertEq(_balance(tenantId, otherVault), 5, "other vault, swept");
    }

    /// @dev Proves that what comes in later is swept too, as often as it comes, also before anything came and after the
    /// stream was re-created and deleted again. Inputs: five amounts, also of nothing.
    function testFuzz_SweptForEver(uint32[5] memory amounts) external {
        _delete(streamId);
        uint256 sum = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            _earn(streamId, vault, amounts[i]);
            if (amounts[i] == 0) {
                vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NothingToSweep.selector, streamId, vault));
            }
            vm.prank(stranger);
            billing.sweep(streamId, vault);
            sum += amounts[i];
            vm.assertEq(_balance(tenantId), sum);
            if (i != 2) continue;
            _createStream(tenantId, "live", payee, 0, 7, 1 days);
            _delete(streamId);
        }
    }

    /// @dev Proves that a session which was still running at the deletion is settled into the deleted stream's account, and
    /// swept from there. Inputs: any seconds before and after.
    function testFuzz_LateRevenueIsSwept(uint16 before, uint16 later) external {
        uint256 played = _bound(before, 1, type(uint16).max);
        address account = ledger.accountOf(streamId);
        vm.prank(owner);
        registry.setPayee(streamId, account);
        _fund(viewer, stETH, 7 days);
        vm.prank(viewer);
        ledger.startStream(streamId, vault, 1 days, ANY, ANY);
        _skip(played);
        _delete(streamId);
        _skip(later);
        vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NothingToSweep.selector, streamId, vault));
        billing.sweep(streamId, vault);
        address[] memory viewers = new address[](1);
        viewers[0] = viewer;
        ledger.settle(vault, viewers);
        uint256 gross = 7 * played;
        vm.assertEq(billing.sweep(streamId, vault), gross - gross / 10);
        vm.assertEq(_balance(tenantId), gross - gross / 10);
    }

    /// @dev Proves that nothing is swept from live streams, whatever else stops them, nor from tenants, nor from what is no
    /// name. Inputs: all sets of reasons to stop but deletion; any amount.
    function testFuzz_RevertWhen_NotDeleted(uint96 seed, uint8 reasons) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        _contribute(owner, streamId, vault, shares);
        _contribute(owner, tenantId, vault, shares);
        if (reasons & 1 != 0) {
            vm.prank(owner);
            registry.stopStream(streamId);
        }
        if (reasons & 2 != 0) {
            vm.prank(registrar);
            registry.suspendStream(streamId);
        }
        if (reasons & 4 != 0) _setMode(streamId, IBillingNodes.BillingMode.StreamOnly);
        if (reasons & 4 != 0) _bill(streamId, otherVault, 1);
        vm.expectRevert(abi.encodeWithSelector(IStreamNodes.StreamNotDeleted.selector, streamId));
        billing.sweep(streamId, vault);
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.StreamUnknown.selector, tenantId));
        billing.sweep(tenantId, vault);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeUnknown.selector, bytes32("nobody")));
        billing.sweep("nobody", vault);
        vm.assertEq(_balance(streamId), shares);
        vm.assertEq(_balance(tenantId), shares);
    }

    /// @dev Proves that the balance of a deleted stream is not released past its tenant, and that once re-created it is
    /// the stream's again and cannot be swept. Inputs: any amount.
    function testFuzz_DeletedAndCreatedAgain(uint96 seed) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        _contribute(owner, streamId, vault, shares);
        _delete(streamId);
        vm.assertEq(billing.releasable(streamId, vault), 0);
        vm.expectRevert(abi.encodeWithSelector(IStreamNodes.StreamIsDeleted.selector, streamId));
        vm.prank(owner);
        billing.release(streamId, vault);
        _createStream(tenantId, "live", payee, 0, 7, 1 days);
        vm.expectRevert(abi.encodeWithSelector(IStreamNodes.StreamNotDeleted.selector, streamId));
        billing.sweep(streamId, vault);
        vm.assertEq(_bill(streamId, vault, shares).fromStream, shares);
    }
}
