// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title IdsTest
contract IdsTest is BillingTest {
    /// @dev Proves that an id is charged once, whatever it comes with later, in another batch or in the same one, and that
    /// the rest of the batch goes on. Inputs: any id; bodies that differ in each field, also to ones that would be refused.
    function testFuzz_KnownIdsAreSkipped(
        uint256 id,
        uint8 change,
        uint96 first,
        uint96 second,
        bool inOneBatch
    ) external {
        uint256 amount = _bound(first, 1, 1e12);
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](inOneBatch ? 3 : 2);
        records[0] = _record(id, streamId, vault, UNIT, amount);
        if (!inOneBatch) vm.assertEq(_send(records[0]).charged, 1);
        records[records.length - 2] = _otherBody(id, change, amount, second);
        records[records.length - 1] = _record(id ^ 1, twinId, vault, UNIT, 5);

        Receipt memory receipt = _send(records);
        vm.assertEq(receipt.charged, inOneBatch ? 2 : 1, "charged");
        vm.assertEq(receipt.skipped, 1, "skipped");
        vm.assertEq(receipt.refused, 0, "refused");
        vm.assertEq(_arrears(streamId), amount, "once");
        vm.assertEq(_arrears(twinId), 5, "the rest");
        vm.assertEq(_arrears(tenantId), 0, "tenant");
        vm.assertEq(_arrears(streamId, otherVault), 0, "other vault");
    }

    /// @dev Proves that using up an id uses up no other, of this meter or the next. Inputs: any id, often at the border of
    /// a word; its neighbours, those one word away, and those that share its place or its word.
    function testFuzz_OneIdIsOneBit(uint256 id, uint8 place) external {
        if (place % 4 == 0) id |= 255;
        else if (place % 4 == 1) id &= ~uint256(255);
        _send(_record(id, streamId, vault, UNIT, 1));
        vm.assertTrue(billing.isCharged(meterNo, id));
        vm.assertFalse(billing.isCharged(meterNo + 1, id));
        unchecked {
            uint256[6] memory others = [id + 1, id - 1, id + 256, id - 256, id ^ (1 << 255), id ^ (1 << (place % 8))];
            for (uint256 i = 0; i < others.length; ++i) vm.assertFalse(billing.isCharged(meterNo, others[i]));
        }
    }

    /// @dev Proves the same at the very ends, and that a batch over them is charged once.
    function test_IdsAtTheBorders() external {
        uint256 most = type(uint256).max;
        uint256[10] memory ids = [uint256(0), 1, 254, 255, 256, 257, 511, 512, most - 1, most];
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) records[i] = _record(ids[i], streamId, vault, UNIT, 1);
        vm.assertEq(_send(records).charged, ids.length);
        vm.assertEq(_send(records).skipped, ids.length);
        vm.assertEq(_arrears(streamId), ids.length);
        vm.assertFalse(billing.isCharged(meterNo, 2));
        vm.assertFalse(billing.isCharged(meterNo, 253));
        vm.assertFalse(billing.isCharged(meterNo, 513));
        vm.assertFalse(billing.isCharged(meterNo, most - 2));
    }

    /// @dev Proves that a refused record leaves its id for later, whatever the reason. Inputs: any id; every reason, and
    /// the pause, which refuses all at once.
    function testFuzz_RefusedIdsStayUnused(uint256 id, uint8 seed) external {
        IStreamBilling.Refusal reason = IStreamBilling.Refusal(1 + (seed % 4));
        IStreamBilling.UsageRecord memory record = _record(id, streamId, vault, UNIT, 3);
        if (reason == IStreamBilling.Refusal.UnknownName) record.streamId = registry.streamIdOf(tenantId, "nobody");
        if (reason == IStreamBilling.Refusal.VaultNotListed) _delist(vault);
        if (reason == IStreamBilling.Refusal.NothingToCharge) {
            if (seed % 8 < 4) record.quantity = 0;
            else record.kind = 99; // without a price
        }
        if (reason == IStreamBilling.Refusal.AboveCap) _setTenantCap(2);
        Receipt memory receipt = _send(record);
        vm.assertEq(receipt.refused, 1);
        vm.assertEq(uint8(receipt.reason), uint8(reason));
        vm.assertFalse(billing.isCharged(meterNo, id));
        _assertNothingOwed();

        if (reason == IStreamBilling.Refusal.VaultNotListed) {
            vm.prank(lister);
            ledger.listVault(vault);
        }
        if (reason == IStreamBilling.Refusal.AboveCap) _setTenantCap(3);
        record = _record(id, streamId, vault, UNIT, 3);
        _pause();
        vm.expectRevert(IStreamBilling.EnforcedPause.selector);
        vm.prank(meter);
        billing.chargeUsage(meterNo, _batch(record));
        vm.assertFalse(billing.isCharged(meterNo, id));
        _unpause();
        vm.assertEq(_send(record).charged, 1);
        vm.assertEq(_arrears(streamId), 3);
    }

    /// @dev Proves that a vault that was never listed charges nobody. Inputs: any address.
    function testFuzz_UnknownVaultsAreRefused(address unknown, uint96 quantity) external {
        vm.assume(unknown != vault && unknown != otherVault);
        Receipt memory receipt = _send(_record(1, streamId, unknown, UNIT, quantity));
        vm.assertEq(uint8(receipt.reason), uint8(IStreamBilling.Refusal.VaultNotListed));
        vm.assertEq(_arrears(streamId, unknown), 0);
    }

    /// @dev Proves that a new key changes nothing about what was charged: the same batch again charges nothing, and the old
    /// key is out. Inputs: batches of any size from any id on, also around the end of the numbers.
    function testFuzz_RotatedKeysChargeNothingTwice(uint256 from, uint8 size) external {
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](_bound(size, 1, 20));
        for (uint256 i = 0; i < records.length; ++i) {
            uint256 id;
            unchecked {
                id = from + i;
            }
            records[i] = _record(id, streamId, vault, UNIT, 1 + i);
        }
        vm.assertEq(_send(records).charged, records.length);
        uint256 owed = _arrears(streamId);
        meter = _named("new key");
        vm.prank(meterKeeper);
        billing.setMeterKey(meterNo, meter);
        Receipt memory receipt = _send(records);
        vm.assertEq(receipt.charged, 0);
        vm.assertEq(receipt.skipped, records.length);
        vm.assertEq(_arrears(streamId), owed);
    }

    /// @dev Proves that meters have ids of their own, also when they share a key: what one used up, another can still use.
    /// Inputs: any id.
    function testFuzz_MetersDoNotBurnEachOthersIds(uint256 id) external {
        vm.prank(meterKeeper);
        uint32 otherNo = billing.addMeter(meter);
        vm.startPrank(meter);
        billing.chargeUsage(otherNo, _batch(_record(id, streamId, vault, UNIT, 2)));
        vm.assertFalse(billing.isCharged(meterNo, id));
        billing.chargeUsage(meterNo, _batch(_record(id, streamId, vault, UNIT, 3)));
        billing.chargeUsage(otherNo, _batch(_record(id, streamId, vault, UNIT, 4)));
        vm.stopPrank();
        vm.assertEq(_arrears(streamId), 5);
    }

    /// @dev Proves that a batch may be cut anywhere and sent again from anywhere: each id is charged with the first body it
    /// came with. Inputs: sixteen records over eight ids; two cuts; overlaps of any length.
    function testFuzz_BatchesMayBeCutAtWill(
        uint8[16] memory ids,
        uint16[16] memory amounts,
        uint8[2] memory cuts
    ) external {
        (uint256 from, uint256 to) = (_bound(cuts[0], 0, 16), _bound(cuts[1], 0, 16));
        if (from > to) (from, to) = (to, from);
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](16);
        uint256[8] memory firsts;
        uint256 sum = 0;
        for (uint256 i = 0; i < 16; ++i) {
            uint256 amount = _bound(amounts[i], 1, 1e6);
            records[i] = _record(252 + uint256(ids[i] % 8), streamId, vault, UNIT, amount);
            if (firsts[ids[i] % 8] != 0) continue;
            firsts[ids[i] % 8] = amount;
            sum += amount;
        }
        _sendPart(records, 0, to);
        _sendPart(records, from, 16);
        _sendPart(records, 0, 16);
        vm.assertEq(_arrears(streamId), sum);
    }

    /* HELPERS */

    function _sendPart(IStreamBilling.UsageRecord[] memory records, uint256 from, uint256 to) private {
        IStreamBilling.UsageRecord[] memory part = new IStreamBilling.UsageRecord[](to - from);
        for (uint256 i = from; i < to; ++i) part[i - from] = records[i];
        _send(part);
    }

    function _otherBody(
        uint256 id,
        uint8 change,
        uint256 amount,
        uint96 second
    ) private view returns (IStreamBilling.UsageRecord memory record) {
        record = _record(id, streamId, vault, UNIT, amount);
        change = change % 8;
        if (change == 1) record.quantity = second;
        else if (change == 2) record.streamId = twinId;
        else if (change == 3) record.streamId = tenantId;
        else if (change == 4) record.vault = otherVault;
        else if (change == 5) record.kind = DOZEN;
        else if (change == 6) record.streamId = "nobody";
        else if (change == 7) record.vault = stranger;
    }

    function _setTenantCap(uint96 cap) private {
        billing.setTenantCap(tenantId, vault, cap);
    }

    function _assertNothingOwed() private view {
        vm.assertEq(_arrears(streamId) + _arrears(tenantId), 0, "owed");
        (, uint256 chargedToday) = billing.capOf(tenantId, vault);
        vm.assertEq(chargedToday, 0, "charged today");
    }
}
