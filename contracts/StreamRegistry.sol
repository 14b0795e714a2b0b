// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";

import {IStreamTerms} from "./interfaces/IStreamTerms.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {Names} from "./libraries/Names.sol";
import {Stops} from "./libraries/Stops.sol";
import {LedgerClient} from "./LedgerClient.sol";
import {StreamAttestations} from "./StreamAttestations.sol";

/**
 * @title StreamRegistry
 * @notice Tenants and streams: their names, owners, terms and records.
 * @dev What the ledger owns (the streams' numbers, prices, payees, stops) is read from it, never kept here as well. The
 * tenant's number is kept because the ledger wants it back with every stream.
 */
contract StreamRegistry is UUPSUpgradeable, LedgerClient, StreamAttestations {
    /// @notice Stop reason: the owner stopped the stream.
    uint8 public constant STOP_OWNER = Stops.OWNER;

    /// @notice Stop reason: the owner deleted the stream.
    uint8 public constant STOP_DELETED = Stops.DELETED;

    /// @notice Stop reason: the registrar suspended the stream.
    uint8 public constant STOP_SUSPENDED = Stops.SUSPENDED;

    /// @notice Longest URI, text key and text value, in bytes.
    uint256 public constant MAX_TEXT = 1024;

    struct TenantRecord {
        address owner; // slot 0: 20 + 4 + 4 bytes; zero: no such tenant
        uint32 tenantNo;
        uint32 tenancy; // how often the tenant was handed over
        address pendingOwner; // slot 1
        string label; // slot 2
        address receiver; // slot 3; zero: the owner
    }

    struct StreamRecord {
        bytes32 tenantId; // slot 0; zero: no such stream
        uint32 payeeTenancy; // slot 1: 4 + 4 bytes; the tenant's tenancy when the payee was set
        uint32 generation; // how often the stream was deleted; text records belong to one generation
        string label; // slot 2
        string uri; // slot 3
    }

    /// @custom:storage-location erc7201:weir.storage.StreamRegistry
    struct RegistryStorage {
        bytes32 root; // slot 0
        mapping(bytes32 tenantId => TenantRecord tenant) tenants; // slot 1
        mapping(bytes32 streamId => StreamRecord stream) streams; // slot 2
        mapping(bytes32 id => mapping(uint32 generation => mapping(string key => string value))) texts; // slot 3
        mapping(bytes32 tenantId => bool reserved) reserved; // slot 4
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant REGISTRY_STORAGE = 0xa2f76b607498e8e8280e0c50a8389f3c64fc9737db621da15d319012d1016600;

    /* SET-UP */

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /**
     * @notice Initialises the proxy, once.
     * @param initialAuthority The AccessManager that decides who may call what.
     * @param rootNode Namehash of the name under which tenants are created.
     */
    function initialize(address initialAuthority, bytes32 rootNode) external initializer {
        require(initialAuthority.code.length != 0, AccessManagedInvalidAuthority(initialAuthority));
        __AccessManaged_init(initialAuthority);
        __EIP712_init("Weir Registry", "1");
        _storage().root = rootNode;
    }

    /// @inheritdoc LedgerClient
    function _isNamedIn(IStreamNodes.Wiring memory wiring) internal view override returns (bool) {
        return wiring.registry == address(this);
    }

    /// @dev Reached from `upgradeToAndCall` alone, whose selector belongs to the upgrade role.
    function _authorizeUpgrade(address) internal override restricted {}

    /* GOVERNANCE */

    /// @inheritdoc IStreamRegistry
    function reserveLabels(string[] calldata labels, bool reserved) external restricted {
        RegistryStorage storage $ = _storage();
        for (uint256 i; i < labels.length; ++i) {
            $.reserved[_idOf($.root, labels[i])] = reserved;
            emit LabelReserved(labels[i], reserved);
        }
    }

    /* TENANTS */

    /// @inheritdoc IStreamRegistry
    function createTenant(string calldata label, address owner) external restricted returns (bytes32 tenantId) {
        RegistryStorage storage $ = _storage();
        tenantId = _idOf($.root, label);
        require(!$.reserved[tenantId], LabelIsReserved(label));
        require($.tenants[tenantId].owner == address(0), TenantExists(tenantId));
        require(owner != address(0), ZeroAddress());

        uint32 tenantNo = _ledger().addTenant(tenantId);
        TenantRecord storage tenant = $.tenants[tenantId];
        tenant.owner = owner;
        tenant.tenantNo = tenantNo;
        tenant.label = label;
        emit TenantCreated(tenantId, tenantNo, owner, label, _ledger().accountOf(tenantId));
    }

    /// @inheritdoc IStreamRegistry
    function transferTenant(bytes32 tenantId, address newOwner) external {
        TenantRecord storage tenant = _ownTenant(tenantId);

        tenant.pendingOwner = newOwner;
        emit TenantTransferStarted(tenantId, msg.sender, newOwner);
    }

    /// @inheritdoc IStreamRegistry
    function acceptTenant(bytes32 tenantId) external {
        TenantRecord storage tenant = _tenant(tenantId);
        require(msg.sender == tenant.pendingOwner, NotThePendingOwner(tenantId, msg.sender, tenant.pendingOwner));

        address previousOwner = tenant.owner;
        uint32 tenancy = tenant.tenancy + 1;
        tenant.owner = msg.sender;
        tenant.tenancy = tenancy;
        delete tenant.pendingOwner;
        delete tenant.receiver;
        emit TenantTransferred(tenantId, previousOwner, msg.sender, tenancy);
        _ledger().setTenancy(tenant.tenantNo, tenancy);
    }

    /// @inheritdoc IStreamRegistry
    function setReceiver(bytes32 tenantId, address receiver) external {
        TenantRecord storage tenant = _ownTenant(tenantId);

        tenant.receiver = receiver;
        emit ReceiverSet(tenantId, receiver);
    }

    /// @dev The tenant, which exists.
    function _tenant(bytes32 tenantId) private view returns (TenantRecord storage tenant) {
        tenant = _storage().tenants[tenantId];
        require(tenant.owner != address(0), TenantUnknown(tenantId));
    }

    /// @dev The tenant, which exists and is the caller's.
    function _ownTenant(bytes32 tenantId) private view returns (TenantRecord storage tenant) {
        tenant = _tenant(tenantId);
        require(msg.sender == tenant.owner, NotTheOwner(tenantId, msg.sender, tenant.owner));
    }

    /* STREAMS */

    /// @inheritdoc IStreamRegistry
    function createStream(
        bytes32 tenantId,
        string calldata label,
        address payee,
        string calldata uri,
        PriceInput[] calldata prices
    ) external returns (bytes32 streamId) {
        streamId = _createStream(tenantId, label, payee);
        _setUri(streamId, uri);
        for (uint256 i; i < prices.length; ++i) {
            _setPrice(streamId, prices[i]);
        }
    }

    /// @inheritdoc IStreamRegistry
    function setPrice(bytes32 streamId, PriceInput calldata price) external {
        _ownStream(streamId);
        _setPrice(streamId, price);
    }

    /// @inheritdoc IStreamRegistry
    function setPayee(bytes32 streamId, address payee) external {
        uint32 tenancy = _ownStream(streamId).tenancy;

        _storage().streams[streamId].payeeTenancy = tenancy;
        _ledger().setPayee(streamId, payee);
    }

    /// @inheritdoc IStreamRegistry
    function setUri(bytes32 streamId, string calldata uri) external {
        _ownStream(streamId);
        _setUri(streamId, uri);
    }

    /// @inheritdoc IStreamRegistry
    function setText(bytes32 id, string calldata key, string calldata value) external {
        bytes32 tenantId = _liveTenantIdOf(id);
        require(tenantId != 0, StreamUnknown(id));
        _ownTenant(tenantId);
        _requireShort(key);
        _requireShort(value);

        RegistryStorage storage $ = _storage();
        $.texts[id][$.streams[id].generation][key] = value;
        emit TextSet(id, key, key, value);
    }

    /// @inheritdoc IStreamRegistry
    function stopStream(bytes32 streamId) external {
        _ownStream(streamId);
        _setStop(streamId, STOP_OWNER, true);
    }

    /// @inheritdoc IStreamRegistry
    function resumeStream(bytes32 streamId) external {
        _ownStream(streamId);
        _setStop(streamId, STOP_OWNER, false);
    }

    /// @inheritdoc IStreamRegistry
    function deleteStream(bytes32 streamId) external {
        _ownStream(streamId);

        RegistryStorage storage $ = _storage();
        StreamRecord storage stream = $.streams[streamId];
        ++stream.generation;
        delete stream.uri;
        emit StreamDeleted(streamId);
        _clearVerification(streamId);
        _ledger().clearPrices(streamId);
        _setStop(streamId, STOP_DELETED, true);
    }

    /// @inheritdoc IStreamRegistry
    function suspendStream(bytes32 streamId) external restricted {
        _requireLive(streamId);
        _setStop(streamId, STOP_SUSPENDED, true);
    }

    /// @inheritdoc IStreamRegistry
    function reinstateStream(bytes32 streamId) external restricted {
        _requireLive(streamId);
        _setStop(streamId, STOP_SUSPENDED, false);
    }

    /// @dev Adds the stream to the ledger, or takes back its deletion; other stops stay.
    function _createStream(bytes32 tenantId, string calldata label, address payee) private returns (bytes32 streamId) {
        RegistryStorage storage $ = _storage();
        TenantRecord storage tenant = _ownTenant(tenantId);
        streamId = _idOf(tenantId, label);
        StreamRecord storage stream = $.streams[streamId];
        IStreamTerms.Terms memory terms = _ledger().termsOf(streamId);
        bool isNew = terms.streamNo == 0;
        require(isNew || terms.stops & STOP_DELETED != 0, StreamExists(streamId));

        stream.payeeTenancy = tenant.tenancy;
        if (isNew) {
            stream.tenantId = tenantId;
            stream.label = label;
            terms.streamNo = _ledger().addStream(streamId, tenant.tenantNo, payee);
        } else {
            _ledger().setPayee(streamId, payee);
            _ledger().setStop(streamId, STOP_DELETED, false);
        }
        emit StreamCreated({
            streamId: streamId,
            tenantId: tenantId,
            streamNo: terms.streamNo,
            label: label,
            account: _ledger().accountOf(streamId),
            watchAccount: _ledger().watchAccountOf(streamId)
        });
    }

    /// @dev Pushes a price into the ledger, which checks it.
    function _setPrice(bytes32 streamId, PriceInput calldata price) private {
        _ledger().setPrice({
            streamId: streamId,
            vault: price.vault,
            startFee: price.startFee,
            perSecond: price.perSecond,
            window: price.window
        });
    }

    /// @dev Sets the URI within its bound.
    function _setUri(bytes32 streamId, string calldata uri) private {
        _requireShort(uri);

        _storage().streams[streamId].uri = uri;
        emit UriSet(streamId, uri);
    }

    /// @dev Sets or clears one reason to stop, and leaves the others alone.
    function _setStop(bytes32 streamId, uint8 reason, bool stopped) private {
        IStreamPayment ledger_ = _ledger();
        uint8 stops = ledger_.termsOf(streamId).stops;
        require((stops & reason != 0) != stopped, StopUnchanged(streamId, stops, reason));

        ledger_.setStop(streamId, reason, stopped);
    }

    /// @dev The tenant of the stream, which exists, is not deleted and is the caller's.
    function _ownStream(bytes32 streamId) private view returns (TenantRecord storage tenant) {
        _requireLive(streamId);
        return _ownTenant(_storage().streams[streamId].tenantId);
    }

    /// @dev The stream exists and is not deleted.
    function _requireLive(bytes32 streamId) private view {
        require(_isLive(streamId), StreamUnknown(streamId));
    }

    function _isLive(bytes32 streamId) private view returns (bool) {
        RegistryStorage storage $ = _storage();
        return $.streams[streamId].tenantId != 0 && _ledger().termsOf(streamId).stops & STOP_DELETED == 0;
    }

    /// @dev The tenant that `id` is, or that the stream `id` belongs to; zero if it is neither or deleted.
    function _liveTenantIdOf(bytes32 id) private view returns (bytes32 tenantId) {
        RegistryStorage storage $ = _storage();
        if ($.tenants[id].owner != address(0)) return id;
        if (_isLive(id)) return $.streams[id].tenantId;
    }

    /// @dev Bounds what a text may cost to read.
    function _requireShort(string calldata value) private pure {
        require(bytes(value).length <= MAX_TEXT, TextTooLong(bytes(value).length, MAX_TEXT));
    }

    /* VERIFICATION */

    /// @inheritdoc StreamAttestations
    function _tenureOf(bytes32 id) internal view override returns (address owner, uint32 tenancy) {
        TenantRecord storage tenant = _storage().tenants[_liveTenantIdOf(id)];
        return (tenant.owner, tenant.tenancy);
    }

    /// @inheritdoc StreamAttestations
    function _pushVerified(bytes32 id, uint40 until, uint32 tenancy) internal override {
        RegistryStorage storage $ = _storage();
        if ($.streams[id].tenantId != 0) _ledger().setVerified(id, until, tenancy);
    }

    /* VIEWS */

    /// @inheritdoc IStreamRegistry
    function root() external view returns (bytes32) {
        return _storage().root;
    }

    /// @inheritdoc IStreamRegistry
    function tenantOf(bytes32 tenantId) external view returns (Tenant memory tenant) {
        RegistryStorage storage $ = _storage();
        TenantRecord storage record = $.tenants[tenantId];
        if (record.owner == address(0)) return tenant;
        tenant = Tenant({
            owner: record.owner,
            pendingOwner: record.pendingOwner,
            tenantNo: record.tenantNo,
            tenancy: record.tenancy,
            account: _ledger().accountOf(tenantId),
            label: record.label
        });
    }

    /// @inheritdoc IStreamRegistry
    function streamOf(bytes32 streamId) external view returns (Stream memory stream) {
        RegistryStorage storage $ = _storage();
        StreamRecord storage record = $.streams[streamId];
        if (record.tenantId == 0) return stream;
        IStreamTerms.Terms memory terms = _ledger().termsOf(streamId);
        stream = Stream({
            tenantId: record.tenantId,
            streamNo: terms.streamNo,
            stops: terms.stops,
            payeeNeedsReview: record.payeeTenancy != $.tenants[record.tenantId].tenancy,
            account: _ledger().accountOf(streamId),
            payee: terms.payee,
            label: record.label,
            uri: record.uri
        });
    }

    /// @inheritdoc IStreamRegistry
    function nodeOf(bytes32 id) external view returns (Node memory node) {
        bytes32 tenantId = tenantIdOfName(id);
        if (tenantId == 0) return node;
        TenantRecord storage tenant = _storage().tenants[tenantId];
        node = Node(tenantId, tenant.owner, tenant.tenantNo, tenant.tenancy, id != tenantId);
    }

    /// @inheritdoc IStreamRegistry
    function tenantIdOfName(bytes32 id) public view returns (bytes32 tenantId) {
        RegistryStorage storage $ = _storage();
        tenantId = $.streams[id].tenantId;
        if (tenantId == 0 && $.tenants[id].owner != address(0)) tenantId = id;
    }

    /// @inheritdoc IStreamRegistry
    function receiverOf(bytes32 tenantId) external view returns (address receiver) {
        TenantRecord storage tenant = _storage().tenants[tenantId];
        receiver = tenant.receiver;
        if (receiver == address(0)) receiver = tenant.owner;
    }

    /// @inheritdoc IStreamRegistry
    function text(bytes32 id, string calldata key) external view returns (string memory) {
        RegistryStorage storage $ = _storage();
        return $.texts[id][$.streams[id].generation][key];
    }

    /// @inheritdoc IStreamRegistry
    function isReserved(string calldata label) external view returns (bool) {
        RegistryStorage storage $ = _storage();
        return $.reserved[Names.node($.root, label)];
    }

    /// @inheritdoc IStreamRegistry
    function tenantIdOf(string calldata label) external view returns (bytes32 tenantId) {
        return _idOf(_storage().root, label);
    }

    /// @inheritdoc IStreamRegistry
    function streamIdOf(bytes32 tenantId, string calldata label) external pure returns (bytes32 streamId) {
        return _idOf(tenantId, label);
    }

    /// @dev The namehash of `<label>.<parent>`, if the label is one.
    function _idOf(bytes32 parent, string calldata label) private pure returns (bytes32 id) {
        require(Names.isLabel(label), LabelRefused(label));
        return Names.node(parent, label);
    }

    function _storage() private pure returns (RegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := REGISTRY_STORAGE
        }
    }
}
