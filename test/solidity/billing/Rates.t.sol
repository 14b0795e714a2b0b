// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingRates} from "../../../contracts/interfaces/IBillingRates.sol";
import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title RatesTest
contract RatesTest is BillingTest {
    uint16 private constant KIND = 7;

    /// @dev Proves that a rate is in force from the second that was announced, and the one before until then. Inputs: any
    /// two prices; a second before, the second itself, and any later one.
    function testFuzz_NoticeToTheSecond(uint48 before, uint48 next, uint32 later) external {
        (uint256 old, uint256 price) = (_bound(before, 1, 1e12), _bound(next, 1, 1e12));
        _announce(old);
        _skip(RATE_NOTICE);
        uint40 from = _announce(price);
        vm.assertEq(from, block.timestamp + RATE_NOTICE);
        _assertRate(old, price, from);
        vm.warp(from - 1);
        _assertRate(old, price, from);
        vm.assertEq(_charge(1, 3).amount, 3 * old);
        vm.warp(from);
        _assertRate(price, price, from);
        vm.assertEq(_charge(2, 3).amount, 3 * price);
        _skip(later);
        vm.assertEq(_charge(3, 3).amount, 3 * price);
    }

    /// @dev Proves that what was announced and is not in force yet is replaced, with a notice of its own, and that what is
    /// in force stays until then. Inputs: three prices, also of zero; the second announcement at any second of the notice
    /// or just after.
    function testFuzz_PendingRatesAreReplaced(uint48 old, uint48 second, uint48 third, uint32 wait) external {
        uint256 waited =
            wait % 4 == 0
                ? RATE_NOTICE
                : wait % 4 == 1
                    ? RATE_NOTICE - 1
                    : _bound(wait, 0, RATE_NOTICE);
        _announce(old);
        _skip(RATE_NOTICE);
        _announce(second);
        _skip(waited);
        uint256 inForce = waited == RATE_NOTICE ? second : old;
        uint40 from = _announce(third);
        _assertRate(inForce, third, from);
        vm.warp(from - 1);
        _assertRate(inForce, third, from);
        vm.warp(from);
        _assertRate(third, third, from);
    }

    /// @dev Proves that a kind without a price, and one whose price became zero, is not charged. Inputs: any quantity.
    function testFuzz_WithoutAPriceNothingIsCharged(uint96 quantity) external {
        vm.assertEq(uint8(_charge(1, quantity).reason), uint8(IStreamBilling.Refusal.NothingToCharge));
        _announce(5);
        vm.assertEq(uint8(_charge(1, quantity).reason), uint8(IStreamBilling.Refusal.NothingToCharge));
        _skip(RATE_NOTICE);
        _announce(0);
        _skip(RATE_NOTICE);
        vm.assertEq(uint8(_charge(1, quantity).reason), uint8(IStreamBilling.Refusal.NothingToCharge));
        vm.assertFalse(billing.isCharged(meterNo, 1));
    }

    /// @dev Proves that a bill is quantity × price without rounding or overflow: what 96 bits cannot hold is above every
    /// cap and refused, and hinders nothing. Inputs: prices and quantities of every size, and the largest of both.
    function testFuzz_NoOverflow(uint96 price, uint96 quantity, uint8 extremes) external {
        if (extremes % 3 == 0) price = type(uint96).max;
        if (extremes % 3 == 1) (price, quantity) = (type(uint96).max, type(uint96).max);
        _announce(price);
        _skip(RATE_NOTICE);
        uint256 amount = uint256(price) * quantity;
        Receipt memory receipt = _charge(1, quantity);
        if (amount == 0) {
            vm.assertEq(uint8(receipt.reason), uint8(IStreamBilling.Refusal.NothingToCharge));
        } else if (amount > type(uint96).max) {
            vm.assertEq(uint8(receipt.reason), uint8(IStreamBilling.Refusal.AboveCap));
        } else {
            vm.assertEq(receipt.amount, amount);
            vm.assertEq(_arrears(streamId), amount);
        }
    }

    /// @dev Proves that arrears grow past what a day can bill, without a loss. Inputs: days with the largest bill each.
    function testFuzz_ArrearsOfManyDays(uint8 days_) external {
        uint256 count = _bound(days_, 1, 40);
        for (uint256 i = 0; i < count; ++i) {
            _bill(streamId, vault, type(uint96).max);
            _skip(1 days);
        }
        vm.assertEq(_arrears(streamId), count * type(uint96).max);
    }

    /// @dev Proves that prices belong to one kind and one vault. Inputs: any other kind.
    function testFuzz_RatesAreApart(uint16 kind) external {
        vm.assume(kind != KIND && kind != UNIT && kind != DOZEN);
        _announce(5);
        _skip(RATE_NOTICE);
        (uint256 price, , ) = billing.rateOf(kind, vault);
        vm.assertEq(price, 0);
        (price, , ) = billing.rateOf(KIND, otherVault);
        vm.assertEq(price, 0);
    }

    /// @dev Proves that rates, meters and caps are set by their roles alone, and keys for known meters only. Inputs: any
    /// caller.
    function testFuzz_RevertWhen_NotTheRole(address caller) external {
        vm.assume(caller != rateSetter && caller != meterKeeper && caller != registrar && caller != address(this));
        bytes[7] memory calls = [
            abi.encodeCall(IBillingNodes.forgiveArrears, (streamId, vault, 1)),
            abi.encodeCall(IBillingRates.announceRate, (UNIT, vault, 1)),
            abi.encodeCall(IBillingRates.addMeter, (caller)),
            abi.encodeCall(IBillingRates.setMeterKey, (meterNo, caller)),
            abi.encodeCall(IBillingRates.setTenantCap, (tenantId, vault, 1)),
            abi.encodeCall(IBillingRates.setDefaultCap, (vault, 1)),
            abi.encodeCall(billing.setStreamBalances, (tenantId, false))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool success, bytes memory reason) = address(billing).call(calls[i]);
            vm.assertFalse(success);
            vm.assertEq(reason, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        }
        uint32[2] memory unknown = [0, meterNo + 1];
        for (uint256 i = 0; i < unknown.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IBillingRates.MeterUnknown.selector, unknown[i]));
            vm.prank(meterKeeper);
            billing.setMeterKey(unknown[i], caller);
        }
    }

    /* HELPERS */

    function _announce(uint256 price) private returns (uint40 from) {
        vm.prank(rateSetter);
        return billing.announceRate(KIND, vault, uint96(price));
    }

    function _charge(uint256 id, uint256 quantity) private returns (Receipt memory) {
        return _send(_record(id, streamId, vault, KIND, quantity));
    }

    function _assertRate(uint256 price, uint256 announced, uint256 from) private view {
        (uint256 unitPrice, uint256 next, uint40 nextFrom) = billing.rateOf(KIND, vault);
        vm.assertEq(unitPrice, price, "unit price");
        vm.assertEq(next, announced, "announced");
        vm.assertEq(nextFrom, from, "from");
    }
}
