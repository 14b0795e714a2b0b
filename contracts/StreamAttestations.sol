// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";

import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {Roles} from "./libraries/Roles.sol";

/**
 * @title StreamAttestations
 * @notice What verifiers attest to about tenants and streams, and how it is withdrawn.
 * @dev An attestation counts only in the tenancy in which it was brought, so handing a tenant over clears those of the
 * tenant and of all its streams without visiting them.
 */
abstract contract StreamAttestations is AccessManagedUpgradeable, EIP712Upgradeable, IStreamRegistry {
    using BitMaps for BitMaps.BitMap;

    struct Verification {
        uint40 expiry; // slot 0: 5 + 4 bytes; the last second at which the attestation holds
        uint32 tenancy; // the tenant's tenancy in which it was brought
        bytes32 contentHash; // slot 1
    }

    /// @custom:storage-location erc7201:weir.storage.StreamAttestations
    struct AttestationStorage {
        mapping(bytes32 id => Verification verification) verifications; // slot 0
        mapping(address verifier => BitMaps.BitMap nonces) nonces; // slot 1
    }

    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(bytes32 id,address owner,bytes32 contentHash,uint40 expiry,uint256 nonce)"
    );

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamAttestations")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ATTESTATION_STORAGE = 0x55600ba4b70c7f9466b0b264fdd53b5e40f27da7ed6ce70ec7546c1225c3d000;

    /// @inheritdoc IStreamRegistry
    function verify(Attestation calldata attestation, address verifier, bytes calldata signature) external {
        (address owner, uint32 tenancy) = _requireTenure(attestation.id);
        require(attestation.owner == owner, AttestationOfOtherOwner(attestation.owner, owner));
        require(block.timestamp <= attestation.expiry, AttestationExpired(attestation.expiry));
        (bool isVerifier, uint32 delay) = IAccessManager(authority()).hasRole(Roles.VERIFIER, verifier);
        require(isVerifier && delay == 0, NotAVerifier(verifier));
        require(_isSigned(attestation, verifier, signature), SignatureRefused(verifier));

        _useNonce(verifier, attestation.nonce);
        emit Verified(attestation.id, verifier, owner, attestation.contentHash, attestation.expiry);
        _setVerification(attestation.id, Verification(attestation.expiry, tenancy, attestation.contentHash));
    }

    /// @inheritdoc IStreamRegistry
    function revokeVerification(bytes32 id) external restricted {
        _requireTenure(id);

        emit VerificationRevoked(id, msg.sender);
        _clearVerification(id);
    }

    /// @inheritdoc IStreamRegistry
    function cancelAttestation(uint256 nonce) external {
        _useNonce(msg.sender, nonce);
        emit AttestationCancelled(msg.sender, nonce);
    }

    /// @inheritdoc IStreamRegistry
    function verificationOf(bytes32 id) external view returns (bool verified, uint40 expiry, bytes32 contentHash) {
        Verification memory verification = _attestations().verifications[id];
        (address owner, uint32 tenancy) = _tenureOf(id);
        if (owner == address(0) || verification.tenancy != tenancy) return (false, 0, 0);
        return (block.timestamp <= verification.expiry, verification.expiry, verification.contentHash);
    }

    /// @inheritdoc IStreamRegistry
    function isNonceUsed(address verifier, uint256 nonce) external view returns (bool) {
        return _attestations().nonces[verifier].get(nonce);
    }

    /// @dev Forgets what was attested to about `id`.
    function _clearVerification(bytes32 id) internal {
        _setVerification(id, Verification({expiry: 0, tenancy: 0, contentHash: 0}));
    }

    /// @dev Owner and tenancy of the tenant that `id` is or belongs to; owner zero if unknown or deleted.
    function _tenureOf(bytes32 id) internal view virtual returns (address owner, uint32 tenancy);

    /// @dev Tells the ledger until when `id` is verified, if it is a stream.
    function _pushVerified(bytes32 id, uint40 until, uint32 tenancy) internal virtual;

    function _setVerification(bytes32 id, Verification memory verification) private {
        _attestations().verifications[id] = verification;
        _pushVerified(id, verification.expiry, verification.tenancy);
    }

    /// @dev Uses up one of the verifier's nonces, in any order.
    function _useNonce(address verifier, uint256 nonce) private {
        BitMaps.BitMap storage nonces = _attestations().nonces[verifier];
        require(!nonces.get(nonce), AttestationNonceUsed(verifier, nonce));
        nonces.set(nonce);
    }

    /// @dev ECDSA first, so that an account with delegated code (EIP-7702) can still sign with its key.
    function _isSigned(
        Attestation calldata attestation,
        address verifier,
        bytes calldata signature
    ) private view returns (bool) {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation)));
        (address recovered, ECDSA.RecoverError outcome, ) = ECDSA.tryRecoverCalldata(digest, signature);
        return
            (outcome == ECDSA.RecoverError.NoError && recovered == verifier) ||
            SignatureChecker.isValidERC1271SignatureNowCalldata(verifier, digest, signature);
    }

    function _requireTenure(bytes32 id) private view returns (address owner, uint32 tenancy) {
        (owner, tenancy) = _tenureOf(id);
        require(owner != address(0), StreamUnknown(id));
    }

    function _attestations() private pure returns (AttestationStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ATTESTATION_STORAGE
        }
    }
}
