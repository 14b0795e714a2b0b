// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title Names
 * @notice Labels and ENS namehashes. The rule for labels is a subset of ENSIP-15's normal form, so that each name has
 * one spelling and each id one name.
 */
library Names {
    /// @dev Longest label in bytes: what one DNS label can hold.
    uint256 private constant MAX_LABEL = 63;

    /// @dev Bit `c` is set if a label may contain the byte `c`: "-", "0" to "9", "a" to "z".
    uint256 private constant ALLOWED = (1 << 0x2d) | (((1 << 10) - 1) << 0x30) | (((1 << 26) - 1) << 0x61);

    /**
     * @dev Whether `label` has 1 to 63 bytes of `[a-z0-9-]`, no hyphen at its ends and no "--" at places 3 and 4 (those
     * mark encoded labels such as punycode).
     */
    function isLabel(string calldata label) internal pure returns (bool) {
        bytes calldata b = bytes(label);
        uint256 length = b.length;
        if (length == 0 || length > MAX_LABEL) return false;
        if (b[0] == "-" || b[length - 1] == "-") return false;
        if (length > 3 && b[2] == "-" && b[3] == "-") return false;
        for (uint256 i; i < length; ++i) {
            if ((ALLOWED >> uint8(b[i])) & 1 == 0) return false;
        }
        return true;
    }

    /// @dev The namehash of `<label>.<parent>`, given the namehash of the parent.
    function node(bytes32 parent, string calldata label) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(parent, keccak256(bytes(label))));
    }
}
