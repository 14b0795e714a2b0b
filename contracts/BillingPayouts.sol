// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBillingPayouts} from "./interfaces/IBillingPayouts.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {Stops} from "./libraries/Stops.sol";
import {BillingNodes} from "./BillingNodes.sol";

/**
 * @title BillingPayouts
 * @notice How money leaves the accounts of names: release and sweep, after arrears.
 * @dev The ledger moves the money and says to whom, so it is announced afterwards.
 */
abstract contract BillingPayouts is BillingNodes, IBillingPayouts {
    /// @dev One slot: 12 + 12 bytes.
    struct PayoutTerms {
        uint96 reserve;
        uint96 minimum;
    }

    /// @dev What one owner of a tenant set.
    struct Tenure {
        mapping(address vault => PayoutTerms terms) payouts; // slot 0
        mapping(address operator => bool approved) operators; // slot 1
    }

    /// @custom:storage-location erc7201:weir.storage.BillingPayouts
    struct BillingPayoutsStorage {
        mapping(bytes32 tenantId => mapping(uint32 tenancy => Tenure tenure)) tenures; // slot 0
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.BillingPayouts")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BILLING_PAYOUTS_STORAGE =
        0x079251eb684f51edc90c4d0b32ffe64aa613b2bc4617db6371ec32c5249efa00;

    /// @inheritdoc IBillingPayouts
    function release(bytes32 id, address vault) external returns (uint256 shares) {
        IStreamRegistry.Node memory node = _knownNode(id);
        Tenure storage tenure = _tenure(node);
        PayoutTerms memory terms = tenure.payouts[vault];
        require(
            terms.reserve != 0 || msg.sender == node.owner || tenure.operators[msg.sender],
            NotAReleaser(node.tenantId, msg.sender)
        );
        _payArrears(id, node.tenantId, vault);
        shares = Math.saturatingSub(_balanceOf(id, vault), terms.reserve);
        require(shares != 0 && shares >= terms.minimum, NothingToRelease(id, vault, shares, terms.minimum));
        address receiver;
        (shares, receiver) = _ledger().releaseNode(id, vault, shares);
        emit Released(id, vault, receiver, shares);
    }

    /// @inheritdoc IBillingPayouts
    function sweep(bytes32 streamId, address vault) external returns (uint256 shares) {
        bytes32 tenantId = _knownNode(streamId).tenantId;
        _payArrears(streamId, tenantId, vault);
        shares = _ledger().sweepNode(streamId, vault);
        require(shares != 0, NothingToSweep(streamId, vault));
        emit Swept(streamId, tenantId, vault, shares);
        _payArrears(tenantId, tenantId, vault);
    }

    /// @inheritdoc IBillingPayouts
    function setPayoutTerms(bytes32 tenantId, address vault, uint96 reserve, uint96 minimum) external {
        _tenure(_ownTenant(tenantId)).payouts[vault] = PayoutTerms(reserve, minimum);
        emit PayoutTermsSet(tenantId, vault, reserve, minimum);
    }

    /// @inheritdoc IBillingPayouts
    function setPayoutOperator(bytes32 tenantId, address operator, bool approved) external {
        _tenure(_ownTenant(tenantId)).operators[operator] = approved;
        emit PayoutOperatorSet(tenantId, operator, approved);
    }

    /* VIEWS */

    /// @inheritdoc IBillingPayouts
    function releasable(bytes32 id, address vault) external view returns (uint256 shares) {
        IStreamRegistry.Node memory node = REGISTRY.nodeOf(id);
        if (node.tenantId == 0 || _ledger().termsOf(id).stops & Stops.DELETED != 0) return 0;
        PayoutTerms memory terms = _tenure(node).payouts[vault];
        (uint256 arrears, ) = arrearsOf(id, vault);
        shares = Math.saturatingSub(_balanceOf(id, vault), arrears + terms.reserve);
        if (shares < terms.minimum) return 0;
    }

    /// @inheritdoc IBillingPayouts
    function payoutTermsOf(bytes32 tenantId, address vault) external view returns (uint96 reserve, uint96 minimum) {
        PayoutTerms memory terms = _tenure(REGISTRY.nodeOf(tenantId)).payouts[vault];
        return (terms.reserve, terms.minimum);
    }

    /// @inheritdoc IBillingPayouts
    function isPayoutOperator(bytes32 tenantId, address operator) external view returns (bool) {
        return _tenure(REGISTRY.nodeOf(tenantId)).operators[operator];
    }

    /* INTERNAL */

    /// @dev What the present owner of the tenant set.
    function _tenure(IStreamRegistry.Node memory node) private view returns (Tenure storage) {
        return _billingPayouts().tenures[node.tenantId][node.tenancy];
    }

    function _billingPayouts() private pure returns (BillingPayoutsStorage storage $) {
        assembly {
            $.slot := BILLING_PAYOUTS_STORAGE
        }
    }
}
