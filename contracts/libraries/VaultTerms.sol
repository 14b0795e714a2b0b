// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title VaultTerms
 * @notice All that a deposit, a start or a settlement has to know of its vault, and the one balance that nearly every
 * settlement credits, in one word.
 *
 * | bits    | field          | unit and range                                                  |
 * | ------- | -------------- | --------------------------------------------------------------- |
 * | 0       | listed         | 1 while the vault takes deposits, starts, heartbeats and tips   |
 * | 8-23    | feeBps         | the platform's share of sessions, in basis points               |
 * | 24-39   | tipFeeBps      | the platform's share of tips, in basis points                   |
 * | 40-71   | epoch          | counts the pauses that are over                                 |
 * | 72-111  | pausedAt       | Unix time of the pause; 0: not paused                           |
 * | 128-255 | platformShares | balance of the platform's account; shares are bounded at 2^128  |
 */
type VaultTerms is uint256;

using VaultTermsLib for VaultTerms global;

/// @dev Reads and writes the fields of {VaultTerms}.
library VaultTermsLib {
    uint256 private constant FEES_MASK = uint256(type(uint32).max) << 8;
    uint256 private constant PAUSE_MASK = uint256(type(uint72).max) << 40;
    uint256 private constant SHARES_OFFSET = 128;

    function withListed(VaultTerms terms, bool listed_) internal pure returns (VaultTerms) {
        uint256 rest = VaultTerms.unwrap(terms) & ~uint256(1);
        return VaultTerms.wrap(listed_ ? rest | 1 : rest);
    }

    function withFees(VaultTerms terms, uint16 feeBps_, uint16 tipFeeBps_) internal pure returns (VaultTerms) {
        uint256 rest = VaultTerms.unwrap(terms) & ~FEES_MASK;
        return VaultTerms.wrap(rest | (uint256(feeBps_) << 8) | (uint256(tipFeeBps_) << 24));
    }

    function withPause(VaultTerms terms, uint32 epoch_, uint40 pausedAt_) internal pure returns (VaultTerms) {
        uint256 rest = VaultTerms.unwrap(terms) & ~PAUSE_MASK;
        return VaultTerms.wrap(rest | (uint256(epoch_) << 40) | (uint256(pausedAt_) << 72));
    }

    /// @dev The platform's balance, increased. The sum is below 2^128, see {LedgerBase}.
    function plus(VaultTerms terms, uint256 shares) internal pure returns (VaultTerms) {
        unchecked {
            return VaultTerms.wrap(VaultTerms.unwrap(terms) + (shares << SHARES_OFFSET));
        }
    }

    /// @dev The platform's balance, decreased by no more than it is.
    function minus(VaultTerms terms, uint256 shares) internal pure returns (VaultTerms) {
        unchecked {
            return VaultTerms.wrap(VaultTerms.unwrap(terms) - (shares << SHARES_OFFSET));
        }
    }

    function listed(VaultTerms terms) internal pure returns (bool) {
        return VaultTerms.unwrap(terms) & 1 == 1;
    }

    function feeBps(VaultTerms terms) internal pure returns (uint16) {
        return uint16(VaultTerms.unwrap(terms) >> 8);
    }

    function tipFeeBps(VaultTerms terms) internal pure returns (uint16) {
        return uint16(VaultTerms.unwrap(terms) >> 24);
    }

    function epoch(VaultTerms terms) internal pure returns (uint32) {
        return uint32(VaultTerms.unwrap(terms) >> 40);
    }

    function pausedAt(VaultTerms terms) internal pure returns (uint40) {
        return uint40(VaultTerms.unwrap(terms) >> 72);
    }

    function platformShares(VaultTerms terms) internal pure returns (uint256) {
        return VaultTerms.unwrap(terms) >> SHARES_OFFSET;
    }
}
