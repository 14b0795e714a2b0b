// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBillingNodes} from "./interfaces/IBillingNodes.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {Stops} from "./libraries/Stops.sol";
import {LedgerClient} from "./LedgerClient.sol";

/**
 * @title BillingNodes
 * @notice How tenants and streams are billed, and what they owe.
 * @dev Every change of what a name owes goes through {_addArrears} and {_payArrears}, which keep the count of vaults in
 * which it owes and the stop that follows from it.
 */
abstract contract BillingNodes is LedgerClient, IBillingNodes {
    /// @dev One slot: 1 + 1 + 1 bytes. Of a stream or of a tenant.
    struct NodeTerms {
        BillingMode mode; // of a stream
        bool streamBalances; // of a tenant
        uint8 vaultsInArrears; // at most the ledger's `MAX_VAULTS`
    }

    /// @dev One slot: 16 + 5 bytes. `since` stays when the debt is paid, so that the next one costs less.
    struct Arrears {
        uint128 shares;
        uint40 since;
    }

    /// @custom:storage-location erc7201:weir.storage.BillingNodes
    struct BillingNodesStorage {
        mapping(bytes32 id => NodeTerms terms) nodes; // slot 0
        mapping(bytes32 id => mapping(address vault => Arrears arrears)) arrears; // slot 1
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.BillingNodes")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BILLING_NODES_STORAGE = 0x3c3f6bfb399f8904ace5001ea470c233c43db1d7407718e9790e3716c6ef3b00;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IStreamRegistry internal immutable REGISTRY;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address registry) {
        REGISTRY = IStreamRegistry(registry);
    }

    /// @inheritdoc IBillingNodes
    function setBillingMode(bytes32 streamId, BillingMode mode) external {
        bytes32 tenantId = _ownStream(streamId);
        require(!isInArrears(tenantId), TenantOwes(tenantId));
        _billingNodes().nodes[streamId].mode = mode;
        emit BillingModeSet(streamId, mode);
    }

    /// @inheritdoc IBillingNodes
    function setStreamBalances(bytes32 tenantId, bool enabled) external restricted {
        require(!_knownNode(tenantId).isStream, NodeRefused(tenantId));
        _billingNodes().nodes[tenantId].streamBalances = enabled;
        emit StreamBalancesSet(tenantId, enabled);
    }

    /// @inheritdoc IBillingNodes
    function settleArrears(bytes32 id, address vault) external returns (uint256 paid) {
        paid = _payArrears(id, _knownNode(id).tenantId, vault);
    }

    /// @inheritdoc IBillingNodes
    function forgiveArrears(bytes32 id, address vault, uint256 maxShares) external restricted {
        bytes32 tenantId = _knownNode(id).tenantId;
        (uint256 due, ) = arrearsOf(id, vault);
        uint256 shares = Math.min(due, maxShares);
        require(shares != 0, NothingToForgive(id, vault));
        emit ArrearsForgiven(id, vault, shares, due - shares);
        _reduceArrears(id, tenantId, vault, due, shares);
    }

    /* VIEWS */

    /// @inheritdoc IBillingNodes
    function arrearsOf(bytes32 id, address vault) public view returns (uint256 shares, uint40 since) {
        Arrears storage arrears = _billingNodes().arrears[id][vault];
        return (arrears.shares, arrears.since);
    }

    /// @inheritdoc IBillingNodes
    function isInArrears(bytes32 id) public view returns (bool) {
        return _billingNodes().nodes[id].vaultsInArrears != 0;
    }

    /// @inheritdoc IBillingNodes
    function billingModeOf(bytes32 streamId) external view returns (BillingMode mode, BillingMode effective) {
        mode = _billingNodes().nodes[streamId].mode;
        effective = _effectiveMode(streamId);
    }

    /// @inheritdoc IBillingNodes
    function hasStreamBalances(bytes32 tenantId) public view returns (bool) {
        return _billingNodes().nodes[tenantId].streamBalances;
    }

    /// @inheritdoc IBillingNodes
    function isSelfReliant(bytes32 streamId) external view returns (bool) {
        return _effectiveMode(streamId) == BillingMode.StreamOnly;
    }

    /* INTERNAL */

    /// @dev Adds what a bill could not take; the first debt of a name suspends it. `tenantId` is the tenant that the name
    /// is or belongs to.
    function _addArrears(bytes32 id, bytes32 tenantId, address vault, uint256 shares) internal {
        Arrears storage arrears = _billingNodes().arrears[id][vault];
        (uint128 before, uint40 since) = (arrears.shares, arrears.since);
        if (before == 0) since = uint40(block.timestamp);
        (arrears.shares, arrears.since) = (before + uint128(shares), since); // a bill is below 2^96
        if (before == 0 && ++_billingNodes().nodes[id].vaultsInArrears == 1) {
            _setStopped(id, tenantId, true);
        }
    }

    /// @dev Pays what the name owes as far as its balance goes; the last payment resumes it.
    function _payArrears(bytes32 id, bytes32 tenantId, address vault) internal returns (uint256 paid) {
        (uint256 due, ) = arrearsOf(id, vault);
        if (due == 0) return 0;
        paid = _ledger().chargeNode(id, vault, due);
        if (paid == 0) return 0;
        emit ArrearsPaid(id, vault, paid, due - paid);
        _reduceArrears(id, tenantId, vault, due, paid);
    }

    function _reduceArrears(bytes32 id, bytes32 tenantId, address vault, uint256 due, uint256 shares) private {
        _billingNodes().arrears[id][vault].shares = uint128(due - shares); // due has 128 bits
        if (shares == due && --_billingNodes().nodes[id].vaultsInArrears == 0) _setStopped(id, tenantId, false);
    }

    /// @inheritdoc LedgerClient
    function _isNamedIn(IStreamNodes.Wiring memory wiring) internal view override returns (bool) {
        return wiring.billing == address(this) && wiring.registry == address(REGISTRY);
    }

    function _setStopped(bytes32 id, bytes32 tenantId, bool stopped) private {
        if (id == tenantId) _ledger().setTenantArrears(REGISTRY.nodeOf(id).tenantNo, stopped);
        else _ledger().setStreamArrears(id, stopped);
    }

    /// @dev The mode in force. It is the tenant that pays for what belongs to no stream or to a deleted one.
    function _effectiveMode(bytes32 id) private view returns (BillingMode mode) {
        bytes32 tenantId = REGISTRY.tenantIdOfName(id);
        mode = _modeOf(id, tenantId, _billingNodes().nodes[id], _billingNodes().nodes[tenantId]);
        if (_ledger().termsOf(id).stops & Stops.DELETED != 0) mode = BillingMode.TenantOnly;
    }

    /// @dev The mode in force if `id` is not a deleted stream.
    function _modeOf(
        bytes32 id,
        bytes32 tenantId,
        NodeTerms memory node,
        NodeTerms memory tenant
    ) internal pure returns (BillingMode) {
        return id != tenantId && tenant.streamBalances ? node.mode : BillingMode.TenantOnly;
    }

    /// @dev What the account of the name holds. No session runs on it, so all of it can be spent.
    function _balanceOf(bytes32 id, address vault) internal view returns (uint256) {
        IStreamPayment ledger_ = _ledger();
        return ledger_.balanceOf(ledger_.accountOf(id), uint160(vault));
    }

    function _knownNode(bytes32 id) internal view returns (IStreamRegistry.Node memory node) {
        node = REGISTRY.nodeOf(id);
        require(node.tenantId != 0, NodeUnknown(id));
    }

    /// @dev The stream, deleted or not, whose tenant is the caller's.
    function _ownStream(bytes32 streamId) internal view returns (bytes32 tenantId) {
        IStreamRegistry.Node memory node = _ownNode(streamId);
        require(node.isStream, NodeRefused(streamId));
        return node.tenantId;
    }

    /// @dev The tenant, which is the caller's.
    function _ownTenant(bytes32 tenantId) internal view returns (IStreamRegistry.Node memory node) {
        node = _ownNode(tenantId);
        require(!node.isStream, NodeRefused(tenantId));
    }

    function _ownNode(bytes32 id) private view returns (IStreamRegistry.Node memory node) {
        node = _knownNode(id);
        require(msg.sender == node.owner, NotTheOwner(node.tenantId, msg.sender, node.owner));
    }

    function _billingNodes() internal pure returns (BillingNodesStorage storage $) {
        assembly {
            $.slot := BILLING_NODES_STORAGE
        }
    }
}
