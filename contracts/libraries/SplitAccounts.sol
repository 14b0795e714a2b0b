// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title SplitAccounts
 * @notice Where the money of a split is kept: an address that follows from the hash of its table and from nothing else.
 * The ledger derives it itself, so that the splits contract can never name the account of somebody else.
 */
library SplitAccounts {
    bytes32 private constant DOMAIN = keccak256("weir.split.v1");

    /// @dev The account of the split whose table has this hash.
    function accountOf(bytes32 tableHash) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(DOMAIN, tableHash)))));
    }
}
