// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingFunding} from "./IBillingFunding.sol";
import {IBillingNodes} from "./IBillingNodes.sol";
import {IBillingPayouts} from "./IBillingPayouts.sol";
import {IBillingRates} from "./IBillingRates.sol";

/**
 * @title IStreamBilling
 * @notice Infrastructure is billed to streams and tenants by usage records. Balances stay in the ledger; this contract
 * keeps what they owe and the rules, and it can debit the accounts of names alone, for the three purposes that the ledger
 * knows. See {ILedgerClient} for how it is joined to the ledger.
 *
 * Safety assumptions: the registry and the ledger are the real ones; what is called there calls nobody else. Whoever
 * holds a meter's key tells the truth, within the caps.
 */
interface IStreamBilling is IBillingNodes, IBillingRates, IBillingFunding, IBillingPayouts {
    /// @notice What a meter reports.
    /// @param id Number of the record, unique for its meter for ever; consecutive ones are cheapest.
    /// @param streamId Stream that used it, or a tenant for what belongs to no stream.
    /// @param vault Vault whose shares pay.
    /// @param kind Line of the rate card.
    /// @param quantity Units used.
    struct UsageRecord {
        uint256 id;
        bytes32 streamId;
        address vault;
        uint16 kind;
        uint96 quantity;
    }

    /// @notice Why a record was refused. Its id stays unused.
    enum Refusal {
        None,
        UnknownName,
        VaultNotListed,
        NothingToCharge,
        AboveCap
    }

    /// @notice A record was charged: `amount` = quantity × unit price = `fromStream` + `fromTenant` + what was added to the
    /// arrears, which are the tenant's under `TenantOnly` and the stream's otherwise.
    /// @param mode The mode in force: `TenantOnly` also for deleted streams, and without stream balances.
    event UsageCharged(
        bytes32 indexed streamId,
        bytes32 indexed tenantId,
        uint32 indexed meterNo,
        uint256 id,
        address vault,
        uint16 kind,
        uint96 quantity,
        BillingMode mode,
        uint256 amount,
        uint256 fromStream,
        uint256 fromTenant
    );

    /// @notice The meter charged a record with this id before; this one was left alone.
    event UsageSkipped(uint32 indexed meterNo, uint256 id);

    /// @notice The record was refused, and its id was not used up.
    event UsageRefused(uint32 indexed meterNo, uint256 id, bytes32 indexed streamId, Refusal reason);

    /// @notice Something new was asked for during a pause.
    error EnforcedPause();

    /**
     * @notice A meter's key: charges a batch of records, each one alone. A known id is skipped whatever its body; a refused
     * record does not use up its id; neither hinders the others. So a batch may be split at will, and sending it again is
     * harmless.
     * @dev Reverts with {NotTheMeter} and, as a whole, with {EnforcedPause}. Emits for each record {UsageSkipped},
     * {UsageRefused} or {UsageCharged}, with `Transfer` in the ledger for each part, and {ArrearsPaid} and the ledger's
     * `StopsSet` and `TenantArrearsSet` as it happens.
     */
    function chargeUsage(uint32 meterNo, UsageRecord[] calldata records) external;
}
