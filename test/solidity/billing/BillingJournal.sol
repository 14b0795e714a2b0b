// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IBillingFunding} from "../../../contracts/interfaces/IBillingFunding.sol";
import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingPayouts} from "../../../contracts/interfaces/IBillingPayouts.sol";
import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {IStreamPayment} from "../../../contracts/interfaces/IStreamPayment.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {StreamBilling} from "../../../contracts/StreamBilling.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {TestBase} from "../helpers/TestBase.sol";
import {Vm} from "../helpers/Vm.sol";

/**
 * @title BillingJournal
 * @notice The books as somebody keeps them who sees nothing but events: what went into and out of every account by the
 * ledger's transfers, and what was billed, paid, owed, released and swept by what billing says. What must hold of a single
 * event is insisted on as it is entered.
 */
abstract contract BillingJournal is TestBase {
    struct Entry {
        uint256 received;
        uint256 taken;
    }

    /// @dev Of one name in one vault, in shares.
    struct Books {
        uint256 billed; // as a record named it
        uint256 paid; // of bills, at once
        uint256 shortfalls; // of bills it has to bear
        uint256 arrearsPaid;
        uint256 forgiven;
        uint256 released;
        uint256 swept;
        uint256 toPlatform; // by transfers, as the next two
        uint256 toReceiver;
        uint256 toTenant;
        uint256 publicMoney; // since its policy was set
    }

    /// @dev The data of {IStreamBilling.UsageCharged}.
    struct Bill {
        uint256 id;
        address vault;
        uint16 kind;
        uint96 quantity;
        IBillingNodes.BillingMode mode;
        uint256 amount;
        uint256 fromStream;
        uint256 fromTenant;
    }

    IStreamPayment internal ledger;
    StreamRegistry internal registry;
    StreamBilling internal billing;
    address internal platform;

    /// @dev Who settles other people's sessions, and moves money in no other way.
    address internal settler = _named("settler");

    /// @notice What transfers moved.
    mapping(address vault => mapping(address account => Entry entry)) public entries;

    /// @dev How often a meter charged a record.
    mapping(uint32 meterNo => mapping(uint256 id => uint256 times)) internal charges;

    /// @notice What a tenant was charged on a day.
    mapping(bytes32 tenantId => mapping(address vault => mapping(uint256 day => uint256 shares))) public chargedOn;

    /// @notice How often something worth visiting happened.
    mapping(string branch => uint256 times) public visits;

    mapping(address vault => mapping(bytes32 name => Books books)) internal books;
    mapping(address account => bytes32 name) internal nameOf;

    function booksOf(address vault, bytes32 name) external view returns (Books memory) {
        return books[vault][name];
    }

    /// @notice How often the meter charged each record from id `first` on.
    function chargesFrom(uint32 meterNo, uint256 first, uint256 count) external view returns (uint256[] memory times) {
        times = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) times[i] = charges[meterNo][first + i];
    }

    /// @dev What a unit costs now, by what was announced.
    function _priceNow(uint16 kind, address vault) internal view virtual returns (uint256);

    /// @dev What the tenant may be charged on a day.
    function _capNow(bytes32 tenantId, address vault) internal view virtual returns (uint256);

    function _visit(string memory branch) internal {
        ++visits[branch];
    }

    /// @dev Enters the events of one call, in order.
    function _enter(Vm.Log[] memory logs) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(ledger)) _enterLedger(logs[i]);
            else if (logs[i].emitter == address(billing)) _enterBilling(logs[i]);
        }
    }

    function _enterLedger(Vm.Log memory log) private {
        if (log.topics[0] != IERC6909.Transfer.selector) return;
        (address caller, uint256 amount) = abi.decode(log.data, (address, uint256));
        (address sender, address receiver) = (_toAddress(log.topics[1]), _toAddress(log.topics[2]));
        address vault = _toAddress(log.topics[3]);
        entries[vault][sender].taken += amount;
        entries[vault][receiver].received += amount;
        vm.assertTrue(
            sender == address(0) || entries[vault][sender].taken <= entries[vault][sender].received,
            "took more than went in"
        );
        if (nameOf[receiver] != 0 && caller == settler) _visit("a session paid a name");
        bytes32 name = nameOf[sender];
        if (name != 0) _enterDebit(name, vault, caller, receiver, amount);
    }

    /// @dev Nobody but billing debits a name, and never to anywhere but one of three accounts.
    function _enterDebit(bytes32 name, address vault, address caller, address receiver, uint256 amount) private {
        vm.assertEq(caller, address(billing), "debited by another than billing");
        bytes32 tenantId = registry.nodeOf(name).tenantId;
        if (receiver == platform) {
            books[vault][name].toPlatform += amount;
        } else if (receiver == ledger.accountOf(tenantId)) {
            vm.assertTrue(ledger.termsOf(name).stops & Stops.DELETED != 0, "swept though not deleted");
            books[vault][name].toTenant += amount;
        } else {
            vm.assertEq(receiver, registry.receiverOf(tenantId), "paid to another than the receiver");
            books[vault][name].toReceiver += amount;
        }
    }

    function _enterBilling(Vm.Log memory log) private {
        bytes32 kind = log.topics[0];
        if (kind == IStreamBilling.UsageCharged.selector) {
            _enterBill(log.topics[1], log.topics[2], uint32(uint256(log.topics[3])), abi.decode(log.data, (Bill)));
        } else if (kind == IBillingNodes.ArrearsPaid.selector) {
            (uint256 shares, uint256 left) = abi.decode(log.data, (uint256, uint256));
            books[_toAddress(log.topics[2])][log.topics[1]].arrearsPaid += shares;
            _enterLeft(log.topics[1], _toAddress(log.topics[2]), left);
        } else if (kind == IBillingNodes.ArrearsForgiven.selector) {
            (uint256 shares, uint256 left) = abi.decode(log.data, (uint256, uint256));
            books[_toAddress(log.topics[2])][log.topics[1]].forgiven += shares;
            _enterLeft(log.topics[1], _toAddress(log.topics[2]), left);
            if (left == 0) _visit("a debt was forgiven");
        } else if (kind == IBillingPayouts.Released.selector) {
            _requireNoDebt(log.topics[1], _toAddress(log.topics[2]));
            books[_toAddress(log.topics[2])][log.topics[1]].released += abi.decode(log.data, (uint256));
        } else if (kind == IBillingPayouts.Swept.selector) {
            _requireNoDebt(log.topics[1], _toAddress(log.topics[3]));
            books[_toAddress(log.topics[3])][log.topics[1]].swept += abi.decode(log.data, (uint256));
        } else if (kind == IBillingFunding.Funded.selector) {
            (uint256 shares, uint256 toArrears, bool isPublic) = abi.decode(log.data, (uint256, uint256, bool));
            if (isPublic) books[_toAddress(log.topics[3])][log.topics[1]].publicMoney += shares - toArrears;
            if (isPublic) _visit("the public funded a stream");
            if (toArrears != 0) _visit("funding paid arrears");
        } else if (kind == IBillingFunding.FundingPolicySet.selector) {
            books[_toAddress(log.topics[2])][log.topics[1]].publicMoney = 0;
        } else if (kind == IStreamBilling.UsageSkipped.selector) {
            _visit("a known record was skipped");
        } else if (kind == IStreamBilling.UsageRefused.selector) {
            (, IStreamBilling.Refusal reason) = abi.decode(log.data, (uint256, IStreamBilling.Refusal));
            _visit(reason == IStreamBilling.Refusal.AboveCap ? "a record was above the cap" : "a record was refused");
        }
    }

    function _enterLeft(bytes32 name, address vault, uint256 left) private {
        vm.assertEq(left, _owed(name, vault), "arrears left");
        if (left == 0) _visit("a name was resumed");
    }

    function _enterBill(bytes32 name, bytes32 tenantId, uint32 meterNo, Bill memory bill) private {
        vm.assertEq(++charges[meterNo][bill.id], 1, "charged twice");
        vm.assertEq(bill.amount, bill.quantity * _priceNow(bill.kind, bill.vault), "not what it costs");
        vm.assertEq(tenantId, registry.nodeOf(name).tenantId, "another tenant");
        uint256 today = block.timestamp / 1 days;
        chargedOn[tenantId][bill.vault][today] += bill.amount;
        vm.assertLe(chargedOn[tenantId][bill.vault][today], _capNow(tenantId, bill.vault), "above the cap");
        _enterPayment(name, bill.vault, bill.fromStream);
        _enterPayment(tenantId, bill.vault, bill.fromTenant);
        books[bill.vault][name].billed += bill.amount;
        bool byTenant = bill.mode == IBillingNodes.BillingMode.TenantOnly;
        vm.assertTrue(!byTenant || bill.fromStream == 0, "a stream paid what is its tenant's");
        bool byStream = bill.mode == IBillingNodes.BillingMode.StreamOnly;
        vm.assertTrue(!byStream || bill.fromTenant == 0, "a tenant paid what is its stream's");
        uint256 shortfall = bill.amount - bill.fromStream - bill.fromTenant;
        if (!byTenant && bill.fromStream != bill.amount)
            vm.assertEq(_holds(name, bill.vault), 0, "a stream kept money");
        if (!byStream && shortfall != 0) vm.assertEq(_holds(tenantId, bill.vault), 0, "a tenant kept money");
        bytes32 debtor = byTenant ? tenantId : name;
        if (shortfall != 0 && _owed(debtor, bill.vault) == 0) _visit("a name was suspended");
        books[bill.vault][debtor].shortfalls += shortfall;
        if (bill.fromStream != 0 && bill.fromTenant != 0) _visit("a bill was shared");
        if (byTenant && name != tenantId) _visit("a tenant was billed for a stream");
    }

    /// @dev Enters what a name paid of a bill. It owes nothing then, for arrears come before the bill.
    function _enterPayment(bytes32 name, address vault, uint256 shares) private {
        if (shares != 0) _requireNoDebt(name, vault);
        books[vault][name].paid += shares;
    }

    function _requireNoDebt(bytes32 name, address vault) private view {
        vm.assertEq(_owed(name, vault), 0, "paid something else while it owed");
    }

    /// @dev What the name owes, by bills, payments and what was forgiven.
    function _owed(bytes32 name, address vault) private view returns (uint256) {
        Books storage own = books[vault][name];
        return own.shortfalls - own.arrearsPaid - own.forgiven;
    }

    /// @dev What the name holds, by transfers.
    function _holds(bytes32 name, address vault) private view returns (uint256) {
        Entry storage entry = entries[vault][ledger.accountOf(name)];
        return entry.received - entry.taken;
    }

    function _toAddress(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
