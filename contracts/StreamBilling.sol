// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IStreamBilling} from "./interfaces/IStreamBilling.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {BillingFunding} from "./BillingFunding.sol";
import {BillingNodes} from "./BillingNodes.sol";
import {BillingPayouts} from "./BillingPayouts.sol";
import {BillingRates} from "./BillingRates.sol";

/**
 * @title StreamBilling
 * @notice Charges usage of infrastructure to streams and tenants, behind an ERC-1967 proxy.
 * @dev The ledger moves the money and says how much there was, so a charge is announced after it. Nothing in between can
 * call back: ledger and registry call nobody else.
 */
contract StreamBilling is
    BillingRates,
    BillingFunding,
    BillingPayouts,
    MulticallUpgradeable,
    UUPSUpgradeable,
    IStreamBilling
{
    /**
     * @param registry The registry that the ledger obeys.
     * @param rateNotice Seconds between the announcement of a rate and its first bill.
     * @custom:oz-upgrades-unsafe-allow constructor
     */
    constructor(address registry, uint40 rateNotice) BillingNodes(registry) BillingRates(rateNotice) {
        _disableInitializers();
    }

    /// @notice Once, by the proxy's constructor.
    function initialize(address initialAuthority) external initializer {
        require(initialAuthority.code.length != 0, AccessManagedInvalidAuthority(initialAuthority));
        __AccessManaged_init(initialAuthority);
    }

    /// @inheritdoc IStreamBilling
    function chargeUsage(uint32 meterNo, UsageRecord[] calldata records) external {
        _requireMeter(meterNo);
        require(!_ledger().paused(), EnforcedPause());
        for (uint256 i = 0; i < records.length; ++i) {
            _chargeRecord(meterNo, records[i]);
        }
    }

    /// @dev Charges a record unless it is known or must be refused.
    function _chargeRecord(uint32 meterNo, UsageRecord calldata record) private {
        if (isCharged(meterNo, record.id)) {
            emit UsageSkipped(meterNo, record.id);
            return;
        }
        IStreamRegistry.Node memory node = REGISTRY.nodeOf(record.streamId);
        uint256 amount = uint256(record.quantity) * _unitPrice(record.kind, record.vault);
        Refusal reason = _admit(node.tenantId, record.vault, amount);
        if (reason != Refusal.None) {
            emit UsageRefused(meterNo, record.id, record.streamId, reason);
            return;
        }
        _useId(meterNo, record.id);
        _charge(meterNo, record, node, amount);
    }

    /// @dev Whether a bill may be charged; if so, it counts towards the tenant's cap.
    function _admit(bytes32 tenantId, address vault, uint256 amount) private returns (Refusal) {
        if (tenantId == 0) return Refusal.UnknownName;
        if (!_ledger().isListed(vault)) return Refusal.VaultNotListed;
        if (amount == 0) return Refusal.NothingToCharge;
        return _useCap(tenantId, vault, amount) ? Refusal.None : Refusal.AboveCap;
    }

    /// @dev Takes the bill from the balances that the mode names, in its order. What is left becomes arrears.
    function _charge(
        uint32 meterNo,
        UsageRecord calldata record,
        IStreamRegistry.Node memory node,
        uint256 amount
    ) private {
        BillingMode mode = _effectiveMode(record.streamId, node);
        uint256 fromStream;
        uint256 fromTenant;
        if (mode != BillingMode.TenantOnly) fromStream = _take(record.streamId, node, record.vault, amount);
        if (mode != BillingMode.StreamOnly && fromStream < amount) {
            fromTenant = _take(node.tenantId, node, record.vault, amount - fromStream);
        }
        emit UsageCharged(
            record.streamId,
            node.tenantId,
            meterNo,
            record.id,
            record.vault,
            record.kind,
            record.quantity,
            mode,
            amount,
            fromStream,
            fromTenant
        );
        uint256 shortfall = amount - fromStream - fromTenant;
        if (shortfall == 0) return;
        bytes32 debtor = mode == BillingMode.TenantOnly ? node.tenantId : record.streamId;
        _addArrears(debtor, node, record.vault, shortfall);
    }

    /// @dev Takes as much of `shares` as the name has after its arrears.
    function _take(
        bytes32 id,
        IStreamRegistry.Node memory node,
        address vault,
        uint256 shares
    ) private returns (uint256) {
        if (_billingNodes().nodes[id].vaultsInArrears != 0) _payArrears(id, node, vault);
        return _ledger().chargeNode(id, vault, shares);
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
