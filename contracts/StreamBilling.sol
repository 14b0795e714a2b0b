// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IStreamBilling} from "./interfaces/IStreamBilling.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {BillingFunding} from "./BillingFunding.sol";
import {BillingNodes} from "./BillingNodes.sol";
import {BillingPayouts} from "./BillingPayouts.sol";
import {BillingRates} from "./BillingRates.sol";

/**
 * @title StreamBilling
 * @notice Charges usage of infrastructure to streams and tenants, behind an ERC-1967 proxy.
 * @dev The ledger moves the money and says how much there was, so a charge is announced after it. Nothing in between can
 * call back: what billing calls in ledger and registry calls nobody else.
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
        IStreamPayment ledger_ = _ledger();
        require(!ledger_.paused(), EnforcedPause());
        address vault; // of the record before
        bool isListed;
        for (uint256 i = 0; i < records.length; ++i) {
            if (records[i].vault != vault) {
                vault = records[i].vault;
                isListed = ledger_.isListed(vault);
            }
            _chargeRecord(meterNo, records[i], isListed);
        }
    }

    /// @dev Charges a record unless it is known or must be refused.
    function _chargeRecord(uint32 meterNo, UsageRecord calldata record, bool isListed) private {
        if (isCharged(meterNo, record.id)) {
            emit UsageSkipped(meterNo, record.id);
            return;
        }
        bytes32 tenantId = REGISTRY.tenantIdOfName(record.streamId);
        uint256 amount = uint256(record.quantity) * _unitPrice(record.kind, record.vault);
        Refusal reason = _admit(tenantId, record.vault, isListed, amount);
        if (reason != Refusal.None) {
            emit UsageRefused(meterNo, record.id, record.streamId, reason);
            return;
        }
        _useId(meterNo, record.id);
        _charge(meterNo, record, tenantId, amount);
    }

    /// @dev Whether a bill may be charged; if so, it counts towards the tenant's cap.
    function _admit(bytes32 tenantId, address vault, bool isListed, uint256 amount) private returns (Refusal) {
        if (tenantId == 0) return Refusal.UnknownName;
        if (!isListed) return Refusal.VaultNotListed;
        if (amount == 0) return Refusal.NothingToCharge;
        return _useCap(tenantId, vault, amount) ? Refusal.None : Refusal.AboveCap;
    }

    /// @dev Takes the bill from the balances that the mode names, in its order. What is left becomes arrears.
    function _charge(uint32 meterNo, UsageRecord calldata record, bytes32 tenantId, uint256 amount) private {
        NodeTerms memory stream = _billingNodes().nodes[record.streamId];
        NodeTerms memory tenant = _billingNodes().nodes[tenantId];
        BillingMode mode = _modeOf(record.streamId, tenantId, stream, tenant);
        uint256 fromStream;
        uint256 fromTenant;
        // Arrears come before the new bill.
        if (mode != BillingMode.TenantOnly) {
            bool isLive;
            if (stream.vaultsInArrears != 0) _payArrears(record.streamId, tenantId, record.vault);
            (fromStream, isLive) = _ledger().chargeStream(record.streamId, record.vault, amount);
            if (!isLive) mode = BillingMode.TenantOnly;
        }
        if (mode != BillingMode.StreamOnly && fromStream < amount) {
            if (tenant.vaultsInArrears != 0) _payArrears(tenantId, tenantId, record.vault);
            fromTenant = _ledger().chargeNode(tenantId, record.vault, amount - fromStream);
        }
        emit UsageCharged(
            record.streamId,
            tenantId,
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
        bytes32 debtor = mode == BillingMode.TenantOnly ? tenantId : record.streamId;
        _addArrears(debtor, tenantId, record.vault, shortfall);
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
