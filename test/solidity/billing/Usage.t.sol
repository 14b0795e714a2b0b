// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingRates} from "../../../contracts/interfaces/IBillingRates.sol";
import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title UsageTest
contract UsageTest is BillingTest {
    /// @dev What a name has and what it owes in one vault.
    struct Purse {
        uint256 balance;
        uint256 arrears;
    }

    struct Parts {
        uint256 amount;
        uint256 fromStream;
        uint256 fromTenant;
    }

    /// @dev Proves the priority rules: who pays how much of a bill and who owes the rest, that old debts of whoever is asked
    /// are paid first, and that nobody else is touched. The model knows only what each is worth, balance less arrears: a
    /// bill makes its bearers worth that much less, and whoever is asked never keeps both a balance and a debt. Inputs:
    /// every mode, with and without stream balances, live and deleted streams; two prices; arrears and balances of nothing,
    /// of exactly the bill, and around it, also both at once, as after revenue.
    function testFuzz_WhoPays(
        uint8 mode,
        bool enabled,
        bool deleted,
        uint96[4] memory seeds,
        uint96 quantity
    ) external {
        (Parts memory bill, bool isDozen) = (Parts(_bound(quantity, 1, 1e12), 0, 0), quantity % 2 == 0);
        uint256 units = bill.amount;
        if (isDozen) bill.amount *= DOZEN_PRICE;
        Purse memory stream = Purse(_about(bill.amount, seeds[0]), _about(bill.amount, seeds[1]));
        Purse memory tenant = Purse(_about(bill.amount, seeds[2]), _about(bill.amount, seeds[3]));
        _prepare(stream, tenant, IBillingNodes.BillingMode(mode % 3), enabled, deleted);

        uint256 before = _held(platform, vault);
        uint256 owed = stream.arrears + tenant.arrears;
        Receipt memory receipt = _send(_record(1, streamId, vault, isDozen ? DOZEN : UNIT, units));
        bool byTenant = deleted || !enabled;
        IBillingNodes.BillingMode effective =
            byTenant ? IBillingNodes.BillingMode.TenantOnly : IBillingNodes.BillingMode(mode % 3);
        bill = _foresee(stream, tenant, effective, bill.amount);

        vm.assertEq(receipt.charged, 1, "charged");
        vm.assertEq(uint8(receipt.mode), uint8(effective), "mode");
        vm.assertEq(receipt.amount, bill.amount, "amount");
        vm.assertEq(receipt.fromStream, bill.fromStream, "from the stream");
        vm.assertEq(receipt.fromTenant, bill.fromTenant, "from the tenant");
        _assertPurse(streamId, stream);
        _assertPurse(tenantId, tenant);
        vm.assertEq(_stops(streamId) & Stops.ARREARS != 0, stream.arrears != 0, "stopped");
        vm.assertEq(ledger.isInArrears(_tenantNo()), tenant.arrears != 0, "tenant in arrears");
        uint256 paid = _held(platform, vault) - before;
        vm.assertEq(paid + stream.arrears + tenant.arrears, owed + bill.amount, "paid + arrears");
    }

    /// @dev Proves that a bill touches one vault: what is held and owed in the other stays, and pays nothing here. Inputs:
    /// every mode; balances and debts in the other vault around the bill.
    function testFuzz_VaultsAreApart(uint8 mode, uint96 quantity, uint96[3] memory seeds) external {
        uint256 amount = _bound(quantity, 1, 1e12);
        uint256[3] memory there = [_about(amount, seeds[0]), _about(amount, seeds[1]), _about(amount, seeds[2])];
        _indebt(streamId, otherVault, there[0]);
        _earn(streamId, otherVault, there[1]);
        _earn(tenantId, otherVault, there[2]);
        _setMode(streamId, IBillingNodes.BillingMode(mode % 3));
        Receipt memory receipt = _send(_record(1, streamId, vault, UNIT, amount));
        vm.assertEq(receipt.fromStream + receipt.fromTenant, 0);
        bytes32 debtor = mode % 3 == uint8(IBillingNodes.BillingMode.TenantOnly) ? tenantId : streamId;
        vm.assertEq(_arrears(debtor), amount);
        vm.assertEq(_arrears(streamId, otherVault), there[0]);
        vm.assertEq(_balance(streamId, otherVault), there[1]);
        vm.assertEq(_balance(tenantId, otherVault), there[2]);
    }

    /// @dev Proves that what belongs to no stream is the tenant's to pay, whatever its streams hold. Inputs: balances
    /// around the bill.
    function testFuzz_TenantsAreBilledThemselves(uint96 quantity, uint96 held, uint96 ofStream) external {
        uint256 amount = _bound(quantity, 1, 1e12);
        uint256 balance = _about(amount, held);
        _earn(tenantId, vault, balance);
        _earn(streamId, vault, _about(amount, ofStream));
        Receipt memory receipt = _bill(tenantId, vault, amount);
        vm.assertEq(uint8(receipt.mode), uint8(IBillingNodes.BillingMode.TenantOnly));
        vm.assertEq(receipt.fromStream, 0);
        vm.assertEq(receipt.fromTenant, _min(amount, balance));
        vm.assertEq(_arrears(tenantId), amount - receipt.fromTenant);
        vm.assertEq(_balance(streamId), _about(amount, ofStream));
    }

    /// @dev Proves that of many bills on one balance the first are paid and nobody goes below zero, whichever of two
    /// streams they are for. Inputs: twelve bills in one batch, each for either stream, and a balance around their sum.
    function testFuzz_TwoStreamsShareATenant(uint32[12] memory amounts, uint16 turns, uint96 held) external {
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](12);
        uint256[2] memory bills;
        for (uint256 i = 0; i < 12; ++i) {
            uint256 turn = (turns >> i) % 2;
            uint256 amount = _bound(amounts[i], 1, type(uint32).max);
            records[i] = _record(i, turn == 0 ? streamId : twinId, vault, UNIT, amount);
            bills[turn] += amount;
        }
        uint256 balance = _about(bills[0] + bills[1], held);
        _earn(tenantId, vault, balance);
        vm.assertEq(_send(records).charged, 12);
        uint256 paid = _min(balance, bills[0] + bills[1]);
        vm.assertEq(_held(platform, vault), paid);
        vm.assertEq(_balance(tenantId), balance - paid);
        vm.assertEq(_arrears(streamId) + _arrears(twinId), bills[0] + bills[1] - paid);
        vm.assertEq(_arrears(tenantId), 0);
    }

    /// @dev Proves that whoever takes the last unit first has it: the other's bill is owed.
    function test_TheLastUnitIsTakenOnce() external {
        _contribute(owner, tenantId, vault, 1);
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](2);
        (records[0], records[1]) = (_record(1, streamId, vault, UNIT, 1), _record(2, twinId, vault, UNIT, 1));
        _send(records);
        vm.assertEq(_balance(tenantId), 0);
        vm.assertEq(_arrears(streamId), 0);
        vm.assertEq(_arrears(twinId), 1);
    }

    /// @dev The three rules in the numbers of their description: a stream with 3, a tenant with 10, usage of 5; and a
    /// tenant without anything whose stream has 100.
    function test_TheRulesByExample() external {
        uint256 snapshot = vm.snapshotState();
        _contribute(owner, streamId, vault, 3);
        _contribute(owner, tenantId, vault, 10);
        Receipt memory receipt = _bill(streamId, vault, 5);
        vm.assertEq(receipt.fromStream, 3);
        vm.assertEq(receipt.fromTenant, 2);
        vm.assertEq(_balance(streamId), 0);
        vm.assertEq(_balance(tenantId), 8);
        vm.revertToState(snapshot);

        snapshot = vm.snapshotState();
        _contribute(owner, streamId, vault, 3);
        _contribute(owner, tenantId, vault, 10);
        _setMode(streamId, IBillingNodes.BillingMode.StreamOnly);
        _bill(streamId, vault, 5);
        vm.assertEq(_balance(streamId), 0);
        vm.assertEq(_arrears(streamId), 2);
        vm.assertEq(_stops(streamId), Stops.ARREARS);
        vm.assertEq(_balance(tenantId), 10);
        vm.revertToState(snapshot);

        _contribute(owner, streamId, vault, 100);
        _setMode(streamId, IBillingNodes.BillingMode.TenantOnly);
        _bill(streamId, vault, 5);
        vm.assertEq(_balance(streamId), 100);
        vm.assertEq(_arrears(tenantId), 5);
        vm.assertEq(_stops(streamId), 0);
    }

    /// @dev Proves that usage of a name that nobody has is refused by itself, and is charged under the same id once the
    /// name exists. Inputs: any bill, at any place in a batch.
    function testFuzz_UsageBeforeCreation(uint96 quantity, uint8 place) external {
        bytes32 later = registry.streamIdOf(tenantId, "later");
        IStreamBilling.UsageRecord[] memory records = new IStreamBilling.UsageRecord[](4);
        for (uint256 i = 0; i < 4; ++i) {
            records[i] = _record(i, i == place % 4 ? later : streamId, vault, UNIT, _bound(quantity, 1, 1e12));
        }
        Receipt memory receipt = _send(records);
        vm.assertEq(receipt.charged, 3);
        vm.assertEq(receipt.refused, 1);
        vm.assertEq(uint8(receipt.reason), uint8(IStreamBilling.Refusal.UnknownName));
        _createStream(tenantId, "later", payee, 0, 1, 1 days);
        receipt = _send(records);
        vm.assertEq(receipt.charged, 1);
        vm.assertEq(receipt.skipped, 3);
        vm.assertEq(_arrears(later), _bound(quantity, 1, 1e12));
    }

    /// @dev Proves that taking the money out before the bill comes in helps nobody: it is owed, and paid by what comes
    /// next. Inputs: balances, bills and later money of any size.
    function testFuzz_ReleaseBeforeTheBill(uint96 held, uint96 quantity, uint96 next) external {
        uint256 amount = _bound(quantity, 1, 1e12);
        uint256 later = _bound(next, 1, 2e12);
        _contribute(owner, tenantId, vault, _bound(held, 1, 1e12));
        vm.prank(owner);
        billing.release(tenantId, vault);
        _bill(tenantId, vault, amount);
        vm.assertEq(_arrears(tenantId), amount);
        _contribute(stranger, tenantId, vault, later);
        vm.assertEq(_arrears(tenantId), amount - _min(amount, later));
        vm.assertEq(_balance(tenantId), later - _min(amount, later));
        vm.assertEq(_held(platform, vault), _min(amount, later));
    }

    /// @dev Proves that a mode that does not exist is not even read. Inputs: every other value.
    function testFuzz_RevertWhen_ModeUnknown(uint256 mode) external {
        mode = mode % 2 == 0 ? _bound(mode, 3, 255) : _bound(mode, 3, type(uint256).max);
        vm.prank(owner);
        (bool success, bytes memory reason) = address(billing).call(
            abi.encodeWithSelector(IBillingNodes.setBillingMode.selector, streamId, mode)
        );
        vm.assertFalse(success);
        vm.assertEq(reason.length, 0);
    }

    /// @dev Proves that modes are set by the tenant's owner, for streams only, and stay over deletion, while the mode in
    /// force follows the stream and the tenant. Inputs: every mode.
    function testFuzz_ModesAreKept(uint8 seed) external {
        IBillingNodes.BillingMode mode = IBillingNodes.BillingMode(seed % 3);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NotTheOwner.selector, tenantId, stranger, owner));
        vm.prank(stranger);
        billing.setBillingMode(streamId, mode);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeRefused.selector, tenantId));
        billing.setBillingMode(tenantId, mode);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeUnknown.selector, bytes32("nobody")));
        billing.setBillingMode("nobody", mode);
        vm.stopPrank();

        _setMode(streamId, mode);
        _assertModes(mode, mode);
        _delete(streamId);
        _assertModes(mode, IBillingNodes.BillingMode.TenantOnly);
        _createStream(tenantId, "live", payee, 0, 7, 1 days);
        _assertModes(mode, mode);
        _setStreamBalances(false);
        _assertModes(mode, IBillingNodes.BillingMode.TenantOnly);
    }

    /// @dev Proves that usage is taken from whoever holds a meter's key, and from nobody for a number that was not given
    /// or whose key was revoked. Inputs: any caller, numbers around those given.
    function testFuzz_RevertWhen_NotTheMeter(address caller, uint32 number) external {
        vm.assume(caller != meter);
        vm.prank(meterKeeper);
        uint32 otherNo = billing.addMeter(_named("other meter"));
        number = uint32(_bound(number, 0, otherNo + 1));
        if (number == otherNo) caller = meter;
        IStreamBilling.UsageRecord[] memory records = _batch(_record(1, streamId, vault, UNIT, 1));
        _expectNotTheMeter(number, caller, records);

        vm.prank(meterKeeper);
        billing.setMeterKey(meterNo, address(0));
        _expectNotTheMeter(meterNo, meter, records);
        _expectNotTheMeter(meterNo, address(0), records);
    }

    /* HELPERS */

    function _expectNotTheMeter(uint32 number, address caller, IStreamBilling.UsageRecord[] memory records) private {
        vm.expectRevert(abi.encodeWithSelector(IBillingRates.NotTheMeter.selector, number, caller));
        vm.prank(caller);
        billing.chargeUsage(number, records);
    }

    /// @dev Debts first, then the revenue that does not pay them by itself. A deleted stream has paid what it could.
    function _prepare(
        Purse memory stream,
        Purse memory tenant,
        IBillingNodes.BillingMode mode,
        bool enabled,
        bool deleted
    ) private {
        _indebt(streamId, vault, stream.arrears);
        _setMode(streamId, mode);
        _indebt(tenantId, vault, tenant.arrears);
        _earn(streamId, vault, stream.balance);
        _earn(tenantId, vault, tenant.balance);
        if (!enabled) _setStreamBalances(false);
        if (!deleted) return;
        _delete(streamId);
        if (stream.arrears == 0) return;
        billing.settleArrears(streamId, vault);
        _become(stream, _worth(stream));
    }

    /// @dev What the bill does to the two purses.
    function _foresee(
        Purse memory stream,
        Purse memory tenant,
        IBillingNodes.BillingMode mode,
        uint256 amount
    ) private pure returns (Parts memory bill) {
        (int256 streamWorth, int256 tenantWorth) = (_worth(stream), _worth(tenant));
        bool asksStream = mode != IBillingNodes.BillingMode.TenantOnly;
        bool asksTenant = mode == IBillingNodes.BillingMode.TenantOnly;
        bill.amount = amount;
        if (asksStream) bill.fromStream = _upTo(streamWorth, amount);
        if (mode == IBillingNodes.BillingMode.StreamFirst) asksTenant = bill.fromStream < amount;
        if (asksTenant) bill.fromTenant = _upTo(tenantWorth, amount - bill.fromStream);
        if (asksStream) _become(stream, streamWorth - int256(amount - bill.fromTenant));
        if (asksTenant) _become(tenant, tenantWorth - int256(asksStream ? bill.fromTenant : amount));
    }

    function _worth(Purse memory purse) private pure returns (int256) {
        return int256(purse.balance) - int256(purse.arrears);
    }

    function _become(Purse memory purse, int256 worth) private pure {
        purse.balance = worth > 0 ? uint256(worth) : 0;
        purse.arrears = worth < 0 ? uint256(-worth) : 0;
    }

    function _upTo(int256 worth, uint256 amount) private pure returns (uint256) {
        return worth > 0 ? _min(uint256(worth), amount) : 0;
    }

    function _assertPurse(bytes32 id, Purse memory purse) private view {
        vm.assertEq(_balance(id), purse.balance, "balance");
        vm.assertEq(_arrears(id), purse.arrears, "arrears");
        vm.assertEq(billing.isInArrears(id), purse.arrears != 0, "in arrears");
    }

    function _assertModes(IBillingNodes.BillingMode mode, IBillingNodes.BillingMode effective) private view {
        (IBillingNodes.BillingMode kept, IBillingNodes.BillingMode inForce) = billing.billingModeOf(streamId);
        vm.assertEq(uint8(kept), uint8(mode), "mode");
        vm.assertEq(uint8(inForce), uint8(effective), "effective");
        bool isSelfReliant = billing.isSelfReliant(streamId);
        vm.assertEq(isSelfReliant, effective == IBillingNodes.BillingMode.StreamOnly, "self-reliant");
    }
}
