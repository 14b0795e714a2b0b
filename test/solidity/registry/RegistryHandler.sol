// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title RegistryHandler
 * @notice Calls the registry at random and keeps a model of it: which call must succeed, and what must be true after.
 * Two tenants with two streams each, and three wallets that try to act as their owners.
 */
contract RegistryHandler is TestBase {
    struct TenantModel {
        address owner;
        address pendingOwner;
        uint32 tenancy;
    }

    struct StreamModel {
        bool created;
        bool deleted;
        bool stopped;
        bool suspended;
        uint32 payeeTenancy;
        uint32 verifiedTenancy;
        uint40 verifiedUntil;
        address payee;
        string text;
        string uri;
    }

    uint256 public constant TENANTS = 2;
    uint256 public constant STREAMS = 4;

    StreamRegistry private immutable REGISTRY;
    address private immutable REGISTRAR;
    address private immutable VERIFIER;
    uint256 private immutable VERIFIER_KEY;

    bytes32[TENANTS] public tenantIds;
    TenantModel[TENANTS] private _tenants;
    StreamModel[STREAMS] private _streams;
    address[3] private _wallets = [_named("ann"), _named("ben"), _named("cem")];
    uint256 private _nonce;

    constructor(StreamRegistry registry, address registrar, address verifier, uint256 verifierKey) {
        REGISTRY = registry;
        REGISTRAR = registrar;
        VERIFIER = verifier;
        VERIFIER_KEY = verifierKey;
        for (uint256 i; i < TENANTS; ++i) {
            _tenants[i].owner = _wallets[i];
            vm.prank(registrar);
            tenantIds[i] = registry.createTenant(i == 0 ? "alice" : "bob", _wallets[i]);
        }
    }

    /* ACTIONS */

    function transfer(uint256 tenant, uint256 wallet, uint256 to) external {
        TenantModel storage model = _tenants[tenant % TENANTS];
        address newOwner = to % 4 == 3 ? address(0) : _wallets[to % 4];
        bool done = _callAs(
            _wallet(wallet),
            abi.encodeCall(IStreamRegistry.transferTenant, (tenantIds[tenant % TENANTS], newOwner)),
            _wallet(wallet) == model.owner
        );
        if (done) model.pendingOwner = newOwner;
    }

    function accept(uint256 tenant, uint256 wallet) external {
        TenantModel storage model = _tenants[tenant % TENANTS];
        bool done = _callAs(
            _wallet(wallet),
            abi.encodeCall(IStreamRegistry.acceptTenant, (tenantIds[tenant % TENANTS])),
            _wallet(wallet) == model.pendingOwner
        );
        if (!done) return;
        model.owner = model.pendingOwner;
        model.pendingOwner = address(0);
        ++model.tenancy;
    }

    function create(uint256 stream, uint256 wallet, uint256 payeeSeed) external {
        StreamModel storage model = _streams[stream % STREAMS];
        address payee = _payee(payeeSeed);
        bytes memory data = abi.encodeCall(
            IStreamRegistry.createStream,
            (_tenantId(stream), _label(stream), payee, "new", new IStreamRegistry.PriceInput[](0))
        );
        bool free = !model.created || model.deleted;
        if (!_callAs(_wallet(wallet), data, free && _owns(wallet, stream))) return;
        model.created = true;
        model.deleted = false;
        model.payee = payee;
        model.payeeTenancy = _tenants[_tenantOf(stream)].tenancy;
        model.uri = "new";
    }

    function remove(uint256 stream, uint256 wallet) external {
        StreamModel storage model = _streams[stream % STREAMS];
        bytes memory data = abi.encodeCall(IStreamRegistry.deleteStream, (streamId(stream)));
        if (!_callAs(_wallet(wallet), data, _live(stream) && _owns(wallet, stream))) return;
        model.deleted = true;
        model.verifiedUntil = 0;
        model.text = "";
        model.uri = "";
    }

    function stop(uint256 stream, uint256 wallet) external {
        StreamModel storage model = _streams[stream % STREAMS];
        bytes memory data = abi.encodeCall(IStreamRegistry.stopStream, (streamId(stream)));
        bool allowed = _live(stream) && _owns(wallet, stream) && !model.stopped;
        if (_callAs(_wallet(wallet), data, allowed)) model.stopped = true;
    }

    function resume(uint256 stream, uint256 wallet) external {
        StreamModel storage model = _streams[stream % STREAMS];
        bytes memory data = abi.encodeCall(IStreamRegistry.resumeStream, (streamId(stream)));
        bool allowed = _live(stream) && _owns(wallet, stream) && model.stopped;
        if (_callAs(_wallet(wallet), data, allowed)) model.stopped = false;
    }

    function suspend(uint256 stream) external {
        StreamModel storage model = _streams[stream % STREAMS];
        bytes memory data = abi.encodeCall(IStreamRegistry.suspendStream, (streamId(stream)));
        if (_callAs(REGISTRAR, data, _live(stream) && !model.suspended)) model.suspended = true;
    }

    function reinstate(uint256 stream) external {
        StreamModel storage model = _streams[stream % STREAMS];
        bytes memory data = abi.encodeCall(IStreamRegistry.reinstateStream, (streamId(stream)));
        if (_callAs(REGISTRAR, data, _live(stream) && model.suspended)) model.suspended = false;
    }

    function setPayee(uint256 stream, uint256 wallet, uint256 payeeSeed) external {
        StreamModel storage model = _streams[stream % STREAMS];
        address payee = _payee(payeeSeed);
        bytes memory data = abi.encodeCall(IStreamRegistry.setPayee, (streamId(stream), payee));
        if (!_callAs(_wallet(wallet), data, _live(stream) && _owns(wallet, stream))) return;
        model.payee = payee;
        model.payeeTenancy = _tenants[_tenantOf(stream)].tenancy;
    }

    function setText(uint256 stream, uint256 wallet, uint256 value) external {
        StreamModel storage model = _streams[stream % STREAMS];
        string memory text = vm.toString(value);
        bytes memory data = abi.encodeCall(IStreamRegistry.setText, (streamId(stream), "key", text));
        if (_callAs(_wallet(wallet), data, _live(stream) && _owns(wallet, stream))) model.text = text;
    }

    function verify(uint256 stream, uint256 duration) external {
        StreamModel storage model = _streams[stream % STREAMS];
        TenantModel storage tenant = _tenants[_tenantOf(stream)];
        uint40 expiry = uint40(block.timestamp + _bound(duration, 0, 30 days));
        IStreamRegistry.Attestation memory attestation = IStreamRegistry.Attestation({
            id: streamId(stream),
            owner: tenant.owner,
            contentHash: bytes32(stream),
            expiry: expiry,
            nonce: _nonce++
        });
        bytes memory data = abi.encodeCall(IStreamRegistry.verify, (attestation, VERIFIER, _sign(attestation)));
        if (!_callAs(address(this), data, _live(stream))) return;
        model.verifiedUntil = expiry;
        model.verifiedTenancy = tenant.tenancy;
    }

    function revoke(uint256 stream) external {
        bytes memory data = abi.encodeCall(IStreamRegistry.revokeVerification, (streamId(stream)));
        if (_callAs(VERIFIER, data, _live(stream))) _streams[stream % STREAMS].verifiedUntil = 0;
    }

    function pass(uint256 secs) external {
        _skip(_bound(secs, 1, 10 days));
    }

    /* MODEL */

    function streamId(uint256 stream) public view returns (bytes32) {
        return REGISTRY.streamIdOf(_tenantId(stream), _label(stream));
    }

    function tenantModel(uint256 tenant) external view returns (TenantModel memory) {
        return _tenants[tenant];
    }

    function streamModel(uint256 stream) external view returns (StreamModel memory) {
        return _streams[stream];
    }

    function needsReview(uint256 stream) external view returns (bool) {
        return _streams[stream].created && _streams[stream].payeeTenancy != _tenants[_tenantOf(stream)].tenancy;
    }

    function isVerified(uint256 stream) external view returns (bool) {
        StreamModel storage model = _streams[stream];
        return
            _live(stream) &&
            block.timestamp <= model.verifiedUntil &&
            model.verifiedTenancy == _tenants[_tenantOf(stream)].tenancy;
    }

    /* HELPERS */

    /// @dev Calls the registry and insists that it succeeds exactly if it should.
    function _callAs(address caller, bytes memory data, bool shouldSucceed) private returns (bool success) {
        vm.prank(caller);
        (success, ) = address(REGISTRY).call(data);
        vm.assertEq(success, shouldSucceed);
    }

    function _sign(IStreamRegistry.Attestation memory attestation) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Weir Registry"),
                keccak256("1"),
                block.chainid,
                address(REGISTRY)
            )
        );
        bytes32 typeHash = keccak256(
            "Attestation(bytes32 id,address owner,bytes32 contentHash,uint40 expiry,uint256 nonce)"
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(typeHash, attestation))));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(VERIFIER_KEY, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev A payee that the ledger takes: hashed, lest the fuzzer pick the address of a watch account.
    function _payee(uint256 seed) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(seed)))));
    }

    function _live(uint256 stream) private view returns (bool) {
        StreamModel storage model = _streams[stream % STREAMS];
        return model.created && !model.deleted;
    }

    function _owns(uint256 wallet, uint256 stream) private view returns (bool) {
        return _wallet(wallet) == _tenants[_tenantOf(stream)].owner;
    }

    function _wallet(uint256 wallet) private view returns (address) {
        return _wallets[wallet % _wallets.length];
    }

    function _tenantOf(uint256 stream) private pure returns (uint256) {
        return (stream % STREAMS) / 2;
    }

    function _tenantId(uint256 stream) private view returns (bytes32) {
        return tenantIds[_tenantOf(stream)];
    }

    function _label(uint256 stream) private pure returns (string memory) {
        return stream % 2 == 0 ? "song" : "video";
    }
}
