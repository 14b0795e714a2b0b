// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {Vm} from "../helpers/Vm.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/**
 * @title BillingTest
 * @notice What the fuzz tests of billing start from: a tenant with stream balances and two streams, a meter, rates in
 * force in both vaults and a cap that hinders nothing. All of it happens in the vault over WETH unless a test says
 * otherwise.
 */
abstract contract BillingTest is WeirTest {
    /// @dev Usage that costs one share a unit.
    uint16 internal constant UNIT = 1;

    /// @dev Usage that costs {DOZEN_PRICE} shares a unit.
    uint16 internal constant DOZEN = 2;
    uint96 internal constant DOZEN_PRICE = 12;

    uint256 internal constant ANY = type(uint256).max;

    /// @dev What a batch came to, by its events: how many records met which fate, and the last bill and refusal.
    struct Receipt {
        uint256 charged;
        uint256 skipped;
        uint256 refused;
        IStreamBilling.Refusal reason;
        IBillingNodes.BillingMode mode;
        uint256 amount;
        uint256 fromStream;
        uint256 fromTenant;
    }

    address internal owner = _named("owner");
    address internal payee = _named("payee");
    address internal viewer = _named("viewer");
    address internal sponsor = _named("sponsor");
    address internal stranger = _named("stranger");
    address internal meter = _named("meter");
    address private _fan = _named("fan");
    address private _shopkeeper = _named("shopkeeper");
    address internal platform;
    address internal vault;
    address internal otherVault;
    uint32 internal meterNo;
    bytes32 internal tenantId;
    bytes32 internal streamId;
    bytes32 internal twinId;
    bytes32 private _shop;
    uint256 private _lastId;

    function setUp() public virtual override {
        super.setUp();
        (vault, otherVault) = (address(stETH), address(stUSDC));
        platform = ledger.platformAccount();
        tenantId = _createTenant("alice", owner);
        streamId = _createStream(tenantId, "live", payee, 0, 7, 1 days);
        twinId = _createStream(tenantId, "twin", payee, 0, 7, 1 days);
        _shop = _createStream(_createTenant("shop", _shopkeeper), "shop", payee, 0, 1, 1 days);
        _setStreamBalances(true);
        vm.prank(meterKeeper);
        meterNo = billing.addMeter(meter);
        billing.setDefaultCap(vault, type(uint96).max);
        billing.setDefaultCap(otherVault, type(uint96).max);
        vm.startPrank(rateSetter);
        billing.announceRate(UNIT, vault, 1);
        billing.announceRate(UNIT, otherVault, 1);
        billing.announceRate(DOZEN, vault, DOZEN_PRICE);
        vm.stopPrank();
        _skip(RATE_NOTICE);
    }

    /* USAGE */

    function _record(
        uint256 id,
        bytes32 name,
        address vault_,
        uint16 kind,
        uint256 quantity
    ) internal pure returns (IStreamBilling.UsageRecord memory) {
        return IStreamBilling.UsageRecord(id, name, vault_, kind, uint96(quantity));
    }

    function _batch(
        IStreamBilling.UsageRecord memory record
    ) internal pure returns (IStreamBilling.UsageRecord[] memory records) {
        records = new IStreamBilling.UsageRecord[](1);
        records[0] = record;
    }

    /// @dev The meter sends a batch.
    function _send(IStreamBilling.UsageRecord[] memory records) internal returns (Receipt memory receipt) {
        vm.recordLogs();
        vm.prank(meter);
        billing.chargeUsage(meterNo, records);
        return _read(vm.getRecordedLogs());
    }

    function _send(IStreamBilling.UsageRecord memory record) internal returns (Receipt memory) {
        return _send(_batch(record));
    }

    /// @dev Bills `shares` under an id of its own, far from those that tests choose.
    function _bill(bytes32 name, address vault_, uint256 shares) internal returns (Receipt memory receipt) {
        receipt = _send(_record((1 << 200) + ++_lastId, name, vault_, UNIT, shares));
        vm.assertEq(receipt.charged, 1, "not charged");
    }

    function _read(Vm.Log[] memory logs) internal pure returns (Receipt memory receipt) {
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 kind = logs[i].topics[0];
            if (kind == IStreamBilling.UsageCharged.selector) {
                ++receipt.charged;
                (, , , , receipt.mode, receipt.amount, receipt.fromStream, receipt.fromTenant) = abi.decode(
                    logs[i].data,
                    (uint256, address, uint16, uint96, IBillingNodes.BillingMode, uint256, uint256, uint256)
                );
            } else if (kind == IStreamBilling.UsageSkipped.selector) {
                ++receipt.skipped;
            } else if (kind == IStreamBilling.UsageRefused.selector) {
                ++receipt.refused;
                (, receipt.reason) = abi.decode(logs[i].data, (uint256, IStreamBilling.Refusal));
            }
        }
    }

    /* MONEY */

    /// @dev `from` funds the name with fresh shares.
    function _contribute(address from, bytes32 id, address vault_, uint256 shares) internal {
        _fund(from, StreamVault(vault_), shares);
        vm.prank(from);
        ledger.fund(id, vault_, shares);
    }

    /// @dev Revenue comes in, which triggers nothing: somebody tips a stream whose payee is the name's account.
    function _earn(bytes32 id, address vault_, uint256 shares) internal {
        if (shares == 0) return;
        address account = ledger.accountOf(id);
        vm.prank(_shopkeeper);
        registry.setPayee(_shop, account);
        _fund(_fan, StreamVault(vault_), shares);
        vm.prank(_fan);
        ledger.tip(_shop, vault_, shares);
    }

    /// @dev Puts a name without a balance into debt. A stream bills as `StreamOnly` from then on.
    function _indebt(bytes32 id, address vault_, uint256 shares) internal {
        if (shares == 0) return;
        if (id != tenantId) _setMode(id, IBillingNodes.BillingMode.StreamOnly);
        _bill(id, vault_, shares);
        vm.assertEq(_arrears(id, vault_), shares, "not in debt");
    }

    /* RULES */

    function _setMode(bytes32 id, IBillingNodes.BillingMode mode) internal {
        vm.prank(owner);
        billing.setBillingMode(id, mode);
    }

    function _setStreamBalances(bool enabled) internal {
        vm.prank(registrar);
        billing.setStreamBalances(tenantId, enabled);
    }

    function _delete(bytes32 id) internal {
        vm.prank(owner);
        registry.deleteStream(id);
    }

    /// @dev Hands the tenant over.
    function _transferTenant(address newOwner) internal {
        vm.prank(owner);
        registry.transferTenant(tenantId, newOwner);
        vm.prank(newOwner);
        registry.acceptTenant(tenantId);
    }

    function _pause() internal {
        vm.prank(pauser);
        ledger.pause();
    }

    function _unpause() internal {
        vm.prank(unpauser);
        ledger.unpause();
    }

    function _delist(address vault_) internal {
        vm.prank(lister);
        ledger.delistVault(vault_);
    }

    /* SEEING */

    function _held(address account, address vault_) internal view returns (uint256) {
        return ledger.balanceOf(account, uint160(vault_));
    }

    /// @dev What the account of a name holds.
    function _balance(bytes32 id, address vault_) internal view returns (uint256) {
        return _held(ledger.accountOf(id), vault_);
    }

    function _balance(bytes32 id) internal view returns (uint256) {
        return _balance(id, vault);
    }

    function _arrears(bytes32 id, address vault_) internal view returns (uint256 shares) {
        (shares, ) = billing.arrearsOf(id, vault_);
    }

    function _arrears(bytes32 id) internal view returns (uint256) {
        return _arrears(id, vault);
    }

    function _stops(bytes32 id) internal view returns (uint8) {
        return ledger.termsOf(id).stops;
    }

    function _tenantNo() internal view returns (uint32) {
        return registry.nodeOf(tenantId).tenantNo;
    }

    /* HELPERS */

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @dev Nothing, just `whole`, or anything up to twice that, which is often about as much.
    function _about(uint256 whole, uint256 seed) internal pure returns (uint256) {
        if (seed % 4 == 0) return 0;
        if (seed % 8 == 1) return whole;
        return _bound(seed, 0, 2 * whole);
    }
}
