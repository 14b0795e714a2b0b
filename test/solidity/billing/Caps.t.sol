// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title CapsTest
contract CapsTest is BillingTest {
    /// @dev Proves that a tenant is charged exactly its cap on a day and not one share more, by however many bills, and
    /// again on the next. Inputs: caps of every size; a first bill below, at and beyond what fits; any time of the day.
    function testFuzz_CapExactly(uint96 seed, uint96 first, uint32 time) external {
        uint256 cap = _bound(seed, 2, type(uint96).max - 1);
        _setTenantCap(cap);
        _goToDay(_bound(time, 0, 1 days - 1));
        uint256 amount = _bound(first, 1, cap - 1);
        _assertCharged(streamId, amount);
        _assertRefused(streamId, cap - amount + 1);
        _assertCharged(twinId, cap - amount);
        _assertRefused(tenantId, 1);
        _assertCap(cap, cap);

        vm.warp((block.timestamp / 1 days + 1) * 1 days - 1);
        _assertRefused(streamId, 1);
        _skip(1);
        _assertCap(cap, 0);
        _assertRefused(streamId, cap + 1);
        _assertCharged(streamId, cap);
        _assertRefused(streamId, 1);
    }

    /// @dev Proves that a tenant's own cap stands over the default, to either side, and that taking it back gives the
    /// default. Inputs: caps of every size.
    function testFuzz_TenantsCapOverDefault(uint96 ofTenant, uint96 byDefault) external {
        ofTenant = uint96(_bound(ofTenant, 1, type(uint96).max - 1));
        byDefault = uint96(_bound(byDefault, 1, type(uint96).max - 1));
        billing.setDefaultCap(vault, byDefault);
        _setTenantCap(ofTenant);
        _assertCap(ofTenant, 0);
        _assertRefused(streamId, uint256(ofTenant) + 1);
        _assertCharged(streamId, ofTenant);
        _skip(1 days);
        _setTenantCap(0);
        _assertCap(byDefault, 0);
        _assertRefused(streamId, uint256(byDefault) + 1);
        _assertCharged(streamId, byDefault);
    }

    /// @dev Proves that without any cap nobody is charged anything, not even by one share. Inputs: any bill.
    function testFuzz_ZeroDefaultChargesNothing(uint96 quantity) external {
        billing.setDefaultCap(vault, 0);
        _assertRefused(streamId, _bound(quantity, 1, type(uint96).max));
        _assertRefused(tenantId, 1);
        vm.assertEq(_arrears(streamId), 0);
    }

    /// @dev Proves that a cap lowered below what was charged already charges no more today, and breaks nothing. Inputs:
    /// any two caps and what came between.
    function testFuzz_LoweredCaps(uint96 seed, uint96 charged, uint96 lowered) external {
        uint256 cap = _bound(seed, 2, type(uint96).max);
        uint256 amount = _bound(charged, 1, cap);
        uint256 newCap = _bound(lowered, 1, amount);
        _setTenantCap(cap);
        _assertCharged(streamId, amount);
        _setTenantCap(newCap);
        _assertCap(newCap, amount);
        _assertRefused(streamId, 1);
        _setTenantCap(cap);
        if (amount != cap) _assertCharged(streamId, cap - amount);
    }

    /// @dev Proves that tenants and vaults have caps of their own: what one used up is the other's to use. Inputs: any cap.
    function testFuzz_CapsAreApart(uint96 seed) external {
        uint96 cap = uint96(_bound(seed, 1, type(uint96).max - 1));
        bytes32 neighbour = _createTenant("bob", stranger);
        billing.setDefaultCap(vault, cap);
        billing.setDefaultCap(otherVault, cap);
        _assertCharged(streamId, cap);
        _assertRefused(tenantId, 1);
        _assertCharged(neighbour, cap);
        vm.assertEq(_bill(streamId, otherVault, cap).amount, cap);
    }

    /// @dev Proves that the cap bounds all meters together, and what a refused record would have cost is not counted.
    /// Inputs: any cap and a part of it.
    function testFuzz_CapsAreOfAllMeters(uint96 seed, uint96 part) external {
        uint256 cap = _bound(seed, 2, type(uint96).max - 1);
        uint256 amount = _bound(part, 1, cap - 1);
        _setTenantCap(cap);
        _assertRefused(streamId, cap + 1);
        _assertCharged(streamId, amount);
        vm.prank(meterKeeper);
        meterNo = billing.addMeter(meter);
        _assertRefused(streamId, cap - amount + 1);
        _assertCharged(streamId, cap - amount);
    }

    /* HELPERS */

    function _setTenantCap(uint256 cap) private {
        billing.setTenantCap(tenantId, vault, uint96(cap));
    }

    /// @dev Goes to that second of the next day.
    function _goToDay(uint256 second) private {
        vm.warp((block.timestamp / 1 days + 1) * 1 days + second);
    }

    function _assertCharged(bytes32 id, uint256 amount) private {
        vm.assertEq(_bill(id, vault, amount).amount, amount);
    }

    function _assertRefused(bytes32 id, uint256 amount) private {
        Receipt memory receipt = _send(_record(0, id, vault, UNIT, amount));
        vm.assertEq(receipt.refused, 1, "not refused");
        vm.assertEq(uint8(receipt.reason), uint8(IStreamBilling.Refusal.AboveCap));
    }

    function _assertCap(uint256 cap, uint256 chargedToday) private view {
        (uint256 cap_, uint256 charged) = billing.capOf(tenantId, vault);
        vm.assertEq(cap_, cap, "cap");
        vm.assertEq(charged, chargedToday, "charged today");
    }
}
