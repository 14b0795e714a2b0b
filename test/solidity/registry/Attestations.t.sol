// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/// @notice A wallet that approves digests one by one, and can answer in the wrong way.
contract ApprovingWallet is IERC1271 {
    mapping(bytes32 digest => bool approved) public approvals;
    bytes4 public answer = IERC1271.isValidSignature.selector;

    function approve(bytes32 digest, bool approved) external {
        approvals[digest] = approved;
    }

    function setAnswer(bytes4 newAnswer) external {
        answer = newAnswer;
    }

    function cancel(StreamRegistry registry, uint256 nonce) external {
        registry.cancelAttestation(nonce);
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return approvals[digest] ? answer : bytes4(0);
    }
}

/// @notice Who can make a tenant or stream count as verified, until when, and what ends it.
contract AttestationsTest is WeirTest {
    bytes32 private constant TYPEHASH = keccak256(
        "Attestation(bytes32 id,address owner,bytes32 contentHash,uint40 expiry,uint256 nonce)"
    );
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant CONTENT = keccak256("content");
    /// @dev Order of secp256k1; `s` above half of it marks a signature that was tampered with.
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    address private owner = _named("owner");
    address private newOwner = _named("newOwner");
    bytes32 private tenantId;
    bytes32 private streamId;
    ApprovingWallet private wallet;

    function setUp() public override {
        super.setUp();
        tenantId = _createTenant("alice", owner);
        streamId = _createStream(tenantId, "song", owner, 0, 1, 60);
        wallet = new ApprovingWallet();
        manager.grantRole(Roles.VERIFIER, address(wallet), 0);
    }

    /* WHAT COUNTS */

    function test_verify_stream() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        vm.expectEmit(address(ledger));
        emit IStreamTerms.VerificationPushed(1, a.expiry, 0);
        _verify(a);
        _assertVerified(streamId, a.expiry);
        vm.assertTrue(ledger.isVerified(streamId));
        vm.assertTrue(registry.isNonceUsed(verifier, a.nonce));
        _assertNotVerified(tenantId);
    }

    function test_verify_tenant() public {
        IStreamRegistry.Attestation memory a = _attestation(tenantId);
        vm.expectEmit(address(registry));
        emit IStreamRegistry.Verified(tenantId, verifier, owner, CONTENT, a.expiry);
        _verify(a);
        _assertVerified(tenantId, a.expiry);
        _assertNotVerified(streamId);
    }

    /// @dev Proves that an attestation counts up to and including its expiry, in registry and ledger alike.
    function testFuzz_verify_until(uint40 expiry, uint40 time) public {
        expiry = uint40(_bound(expiry, block.timestamp, type(uint40).max));
        time = uint40(_bound(time, block.timestamp, type(uint40).max));
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        a.expiry = expiry;
        _verify(a);
        vm.warp(time);
        (bool verified, uint40 until, bytes32 content) = registry.verificationOf(streamId);
        vm.assertEq(verified, time <= expiry);
        vm.assertEq(ledger.isVerified(streamId), time <= expiry);
        vm.assertEq(until, expiry);
        vm.assertEq(content, CONTENT);
    }

    function test_verify_atExactExpiry() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        vm.warp(a.expiry);
        registry.verify(a, verifier, signature);
        _assertVerified(streamId, a.expiry);
        _skip(1);
        (bool verified, uint40 expiry, ) = registry.verificationOf(streamId);
        vm.assertFalse(verified);
        vm.assertEq(expiry, a.expiry);
        vm.assertFalse(ledger.isVerified(streamId));
    }

    function test_verify_RevertWhen_expiredByOneSecond() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        vm.warp(uint256(a.expiry) + 1);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationExpired.selector, a.expiry));
        registry.verify(a, verifier, signature);
    }

    function test_verify_laterOneReplacesTheOneBefore() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        _verify(a);
        a.nonce = 2;
        a.expiry -= 100;
        a.contentHash = keccak256("new content");
        _verify(a);
        (, uint40 expiry, bytes32 content) = registry.verificationOf(streamId);
        vm.assertEq(expiry, a.expiry);
        vm.assertEq(content, a.contentHash);
    }

    /// @dev Proves that nonces are used once each, in any order, and per verifier.
    function testFuzz_verify_nonces(uint256 first, uint256 second) public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        a.nonce = first;
        _verify(a);
        a.nonce = second;
        bytes memory signature = _sign(a);
        if (first == second) {
            vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationNonceUsed.selector, verifier, second));
        }
        registry.verify(a, verifier, signature);
        vm.assertTrue(registry.isNonceUsed(verifier, first) && registry.isNonceUsed(verifier, second));
        vm.assertFalse(registry.isNonceUsed(address(wallet), first));
    }

    /* WHO MAY SPEAK, AND OF WHAT */

    function test_verify_RevertWhen_ofOtherOwner() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        a.owner = newOwner;
        bytes memory signature = _sign(a);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationOfOtherOwner.selector, newOwner, owner));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_unknownOrDeleted() public {
        IStreamRegistry.Attestation memory a = _attestation(registry.streamIdOf(tenantId, "other"));
        bytes memory signature = _sign(a);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.StreamUnknown.selector, a.id));
        registry.verify(a, verifier, signature);

        a = _attestation(streamId);
        signature = _sign(a);
        vm.prank(owner);
        registry.deleteStream(streamId);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.StreamUnknown.selector, streamId));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_signerHasNoRole() public {
        uint256 key = uint256(keccak256("stranger"));
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _signBy(key, _digest(a));
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.NotAVerifier.selector, vm.addr(key)));
        registry.verify(a, vm.addr(key), signature);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_roleRemoved() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        manager.revokeRole(Roles.VERIFIER, verifier);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.NotAVerifier.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    function test_verify_outlivesTheRole() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        _verify(a);
        manager.revokeRole(Roles.VERIFIER, verifier);
        _assertVerified(streamId, a.expiry);
    }

    function test_verify_RevertWhen_roleDelayed() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        manager.grantRole(Roles.VERIFIER, verifier, 1 days);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.NotAVerifier.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_roleNotYetInForce() public {
        manager.setGrantDelay(Roles.VERIFIER, 1 days);
        _skip(6 days);
        uint256 key = uint256(keccak256("new verifier"));
        manager.grantRole(Roles.VERIFIER, vm.addr(key), 0);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        a.expiry = uint40(block.timestamp + 30 days);
        bytes memory signature = _signBy(key, _digest(a));
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.NotAVerifier.selector, vm.addr(key)));
        registry.verify(a, vm.addr(key), signature);
        _skip(1 days);
        registry.verify(a, vm.addr(key), signature);
        _assertVerified(streamId, a.expiry);
    }

    /* SIGNATURES */

    /// @dev Proves that a signature covers every field: whichever is changed, it is refused.
    function testFuzz_verify_RevertWhen_fieldChanged(uint256 field, uint256 noise) public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        noise = _bound(noise, 1, type(uint256).max);
        field = _bound(field, 0, 4);
        bytes4 refusal = IStreamRegistry.SignatureRefused.selector;
        if (field == 0) a.id = tenantId;
        if (field == 1) a.contentHash = bytes32(uint256(a.contentHash) ^ noise);
        if (field == 2) a.expiry += uint40(_bound(noise, 1, 1_000_000));
        if (field == 3) a.nonce ^= noise;
        if (field == 4) {
            a.owner = address(uint160(a.owner) ^ uint160(_bound(noise, 1, type(uint160).max)));
            refusal = IStreamRegistry.AttestationOfOtherOwner.selector;
        }
        vm.expectPartialRevert(refusal);
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_ofOtherChain() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_ofOtherRegistry() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        address other = _proxy(
            address(new StreamRegistry()),
            abi.encodeCall(StreamRegistry.initialize, (address(manager), ROOT))
        );
        bytes memory signature = _signBy(VERIFIER_KEY, _digestFor(a, other));
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    /// @dev Proves that no other length than 65 bytes is taken, whatever the bytes.
    function testFuzz_verify_RevertWhen_lengthIsNot65(uint256 length) public {
        length = _bound(length, 0, 200);
        vm.assume(length != 65);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory full = _sign(a);
        bytes memory signature = new bytes(length);
        for (uint256 i; i < length && i < 65; ++i) signature[i] = full[i];
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, verifier));
        registry.verify(a, verifier, signature);
    }

    function test_verify_RevertWhen_malformed() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(VERIFIER_KEY, _digest(a));
        bytes[6] memory signatures = [
            abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27)), // high s
            abi.encodePacked(r, s, v - 27), // v of 0 or 1
            abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(r, bytes32(uint256(s) | ((uint256(v) - 27) << 255))), // 64 bytes, EIP-2098
            abi.encodePacked(r, s, v, uint8(0)), // 66 bytes
            abi.encodePacked(bytes32(0), bytes32(0), uint8(27))
        ];
        for (uint256 i; i < signatures.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, verifier));
            registry.verify(a, verifier, signatures[i]);
        }
    }

    function test_verify_RevertWhen_zeroAddressHasRole() public {
        manager.grantRole(Roles.VERIFIER, address(0), 0);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, address(0)));
        registry.verify(a, address(0), abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
    }

    /// @dev An account that delegated its code (EIP-7702) still signs with its key.
    function test_verify_signerWithCode() public {
        vm.etch(verifier, address(new ApprovingWallet()).code);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        _verify(a);
        _assertVerified(streamId, a.expiry);
    }

    function test_verify_erc1271() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        wallet.approve(_digest(a), true);
        registry.verify(a, address(wallet), "whatever the wallet understands");
        _assertVerified(streamId, a.expiry);
    }

    function test_verify_RevertWhen_erc1271Withdrawn() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        wallet.approve(_digest(a), true);
        wallet.approve(_digest(a), false);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, address(wallet)));
        registry.verify(a, address(wallet), "");
    }

    function test_verify_RevertWhen_erc1271AnswersOtherwise() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        wallet.approve(_digest(a), true);
        wallet.setAnswer(0x1626ba7f);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, address(wallet)));
        registry.verify(a, address(wallet), "");
    }

    /// @dev A digest that one wallet approved says nothing for another.
    function test_verify_RevertWhen_otherWalletApproved() public {
        ApprovingWallet other = new ApprovingWallet();
        manager.grantRole(Roles.VERIFIER, address(other), 0);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        wallet.approve(_digest(a), true);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.SignatureRefused.selector, address(other)));
        registry.verify(a, address(other), "");
    }

    /* WHAT ENDS IT */

    function test_revoke() public {
        _verify(_attestation(streamId));
        vm.expectEmit(address(registry));
        emit IStreamRegistry.VerificationRevoked(streamId, verifier);
        vm.prank(verifier);
        registry.revokeVerification(streamId);
        _assertNotVerified(streamId);
    }

    function test_revoke_ofOtherVerifier() public {
        IStreamRegistry.Attestation memory a = _attestation(tenantId);
        wallet.approve(_digest(a), true);
        registry.verify(a, address(wallet), "");
        vm.prank(verifier);
        registry.revokeVerification(tenantId);
        _assertNotVerified(tenantId);
    }

    function test_revoke_cannotBeUndoneBySameAttestation() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        _verify(a);
        vm.prank(verifier);
        registry.revokeVerification(streamId);
        bytes memory signature = _sign(a);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationNonceUsed.selector, verifier, a.nonce));
        registry.verify(a, verifier, signature);
    }

    function test_revoke_RevertWhen_unknown() public {
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.StreamUnknown.selector, bytes32(uint256(1))));
        vm.prank(verifier);
        registry.revokeVerification(bytes32(uint256(1)));
    }

    function test_cancel_killsWhatWasNotBrought() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        bytes memory signature = _sign(a);
        vm.expectEmit(address(registry));
        emit IStreamRegistry.AttestationCancelled(verifier, a.nonce);
        vm.prank(verifier);
        registry.cancelAttestation(a.nonce);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationNonceUsed.selector, verifier, a.nonce));
        registry.verify(a, verifier, signature);
    }

    function test_cancel_isForOneself() public {
        registry.cancelAttestation(1);
        _verify(_attestation(streamId));
        vm.assertTrue(ledger.isVerified(streamId));
        wallet.cancel(registry, 1);
        vm.assertTrue(registry.isNonceUsed(address(wallet), 1));
    }

    function test_cancel_RevertWhen_brought() public {
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        _verify(a);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.AttestationNonceUsed.selector, verifier, a.nonce));
        vm.prank(verifier);
        registry.cancelAttestation(a.nonce);
    }

    function test_transfer_clearsTenantAndStreams() public {
        bytes32 other = _createStream(tenantId, "other", owner, 0, 1, 60);
        IStreamRegistry.Attestation memory a = _attestation(tenantId);
        _verify(a);
        (a.id, a.nonce) = (streamId, 2);
        _verify(a);
        (a.id, a.nonce) = (other, 3);
        _verify(a);
        _transferTo(newOwner);
        _assertNotVerified(tenantId);
        _assertNotVerified(streamId);
        _assertNotVerified(other);
    }

    /// @dev Nor does it come back when the tenant returns to its first owner.
    function test_transfer_thereAndBack() public {
        _verify(_attestation(streamId));
        _transferTo(newOwner);
        _transferTo(owner);
        _assertNotVerified(streamId);
        IStreamRegistry.Attestation memory a = _attestation(streamId);
        a.nonce = 2;
        _verify(a);
        _assertVerified(streamId, a.expiry);
        vm.assertTrue(ledger.isVerified(streamId));
    }

    function test_delete_clears() public {
        _verify(_attestation(streamId));
        vm.prank(owner);
        registry.deleteStream(streamId);
        _assertNotVerified(streamId);
        _createStream(tenantId, "song", owner, 0, 1, 60);
        _assertNotVerified(streamId);
    }

    /* HELPERS */

    function _attestation(bytes32 id) private view returns (IStreamRegistry.Attestation memory) {
        return
            IStreamRegistry.Attestation({
                id: id,
                owner: owner,
                contentHash: CONTENT,
                expiry: uint40(block.timestamp + 30 days),
                nonce: 1
            });
    }

    function _verify(IStreamRegistry.Attestation memory a) private {
        registry.verify(a, verifier, _sign(a));
    }

    function _sign(IStreamRegistry.Attestation memory a) private view returns (bytes memory) {
        return _signBy(VERIFIER_KEY, _digest(a));
    }

    function _signBy(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _digest(IStreamRegistry.Attestation memory a) private view returns (bytes32) {
        return _digestFor(a, address(registry));
    }

    function _digestFor(
        IStreamRegistry.Attestation memory a,
        address verifyingContract
    ) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Weir Registry"), keccak256("1"), block.chainid, verifyingContract)
        );
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, a.id, a.owner, a.contentHash, a.expiry, a.nonce));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _transferTo(address to) private {
        address from = registry.tenantOf(tenantId).owner;
        vm.prank(from);
        registry.transferTenant(tenantId, to);
        vm.prank(to);
        registry.acceptTenant(tenantId);
    }

    function _assertVerified(bytes32 id, uint40 until) private view {
        (bool verified, uint40 expiry, bytes32 content) = registry.verificationOf(id);
        vm.assertTrue(verified);
        vm.assertEq(expiry, until);
        vm.assertEq(content, CONTENT);
    }

    function _assertNotVerified(bytes32 id) private view {
        (bool verified, uint40 expiry, bytes32 content) = registry.verificationOf(id);
        vm.assertFalse(verified);
        vm.assertEq(expiry, 0);
        vm.assertEq(content, bytes32(0));
        vm.assertFalse(ledger.isVerified(id));
    }
}
