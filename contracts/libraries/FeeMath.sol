// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev 100 % in basis points.
uint256 constant BPS = 10_000;

/**
 * @title FeeMath
 * @notice The platform's share of a payment, with the remainder of the division carried into the next payment.
 */
library FeeMath {
    /**
     * @dev `fee = (gross × feeBps + carry) / 10 000`, rounded down; `newCarry` is the remainder. Over any sequence of
     * payments the fees sum to the rounded-down share of the sum, however the payments were cut. With
     * `feeBps ≤ 10 000` and `carry < 10 000`, `fee ≤ gross`: for gross > 0 the numerator is below
     * `(gross + 1) × 10 000`, for gross = 0 it is below 10 000.
     * @param gross Shares paid, below 2^240: vaults bound their shares at 2^128.
     */
    function feeDown(
        uint256 gross,
        uint256 feeBps,
        uint256 carry
    ) internal pure returns (uint256 fee, uint256 newCarry) {
        // gross < 2^240, feeBps < 2^14 and carry < 2^14: the sum fits 2^255.
        unchecked {
            uint256 numerator = gross * feeBps + carry;
            fee = numerator / BPS;
            newCarry = numerator % BPS;
        }
    }
}
