// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {StreamVault} from "../../../contracts/StreamVault.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title AuthorizationBase
 * @notice Signs and submits ERC-3009 authorisations in each of their four forms:
 *
 * | form modulo 4 | function                    | signature   |
 * | ------------- | --------------------------- | ----------- |
 * | 0             | `transferWithAuthorization` | `(v, r, s)` |
 * | 1             | `transferWithAuthorization` | bytes       |
 * | 2             | `receiveWithAuthorization`  | `(v, r, s)` |
 * | 3             | `receiveWithAuthorization`  | bytes       |
 */
abstract contract AuthorizationBase is VaultBase {
    struct Authorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    string private constant _FIELDS =
        "WithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)";

    function _isReceive(uint8 form) internal pure returns (bool) {
        return form % 4 >= 2;
    }

    function _isBytes(uint8 form) internal pure returns (bool) {
        return form % 2 == 1;
    }

    /// @dev What a wallet signs for `vault`.
    function _digest(StreamVault vault, uint8 form, Authorization memory a) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(abi.encodePacked(_isReceive(form) ? "Receive" : "Transfer", _FIELDS));
        bytes32 structHash = keccak256(abi.encode(typeHash, a));
        return keccak256(abi.encodePacked(hex"1901", vault.DOMAIN_SEPARATOR(), structHash));
    }

    /// @dev 65-byte signature of an authorisation.
    function _sign(
        StreamVault vault,
        uint256 key,
        uint8 form,
        Authorization memory a
    ) internal view returns (bytes memory) {
        return _signDigest(key, _digest(vault, form, a));
    }

    /// @dev 65-byte signature of a cancellation.
    function _signCancel(
        StreamVault vault,
        uint256 key,
        address authorizer,
        bytes32 nonce
    ) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        bytes32 structHash = keccak256(abi.encode(typeHash, authorizer, nonce));
        return _signDigest(key, keccak256(abi.encodePacked(hex"1901", vault.DOMAIN_SEPARATOR(), structHash)));
    }

    function _signDigest(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _split(bytes memory signature) internal pure returns (uint8 v, bytes32 r, bytes32 s) {
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }

    /// @dev Submits as `a.to`, who alone may receive; a transfer may come from anyone. One call of the vault, no other.
    function _submit(StreamVault vault, uint8 form, Authorization memory a, bytes memory signature) internal {
        (uint8 v, bytes32 r, bytes32 s) = _split(signature);
        vm.prank(a.to);
        if (_isReceive(form) && _isBytes(form)) {
            vault.receiveWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, signature);
        } else if (_isReceive(form)) {
            vault.receiveWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s);
        } else if (_isBytes(form)) {
            vault.transferWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, signature);
        } else {
            vault.transferWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s);
        }
    }

    /// @dev Cancels in the signature form of `form`. One call of the vault, no other.
    function _cancel(
        StreamVault vault,
        uint8 form,
        address authorizer,
        bytes32 nonce,
        bytes memory signature
    ) internal {
        if (_isBytes(form)) {
            vault.cancelAuthorization(authorizer, nonce, signature);
        } else {
            (uint8 v, bytes32 r, bytes32 s) = _split(signature);
            vault.cancelAuthorization(authorizer, nonce, v, r, s);
        }
    }
}
