// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title SessionQuote
 * @notice The word of a session that says whom it pays and how much.
 *
 * | bits    | field     | unit                              |
 * | ------- | --------- | --------------------------------- |
 * | 0-159   | payee     | account that settlement credits   |
 * | 160-255 | perSecond | shares                            |
 */
type SessionQuote is uint256;

using SessionQuotes for SessionQuote global;

/// @dev Makes and reads a {SessionQuote}.
library SessionQuotes {
    function from(address payee_, uint96 perSecond_) internal pure returns (SessionQuote) {
        return SessionQuote.wrap((uint256(perSecond_) << 160) | uint160(payee_));
    }

    function payee(SessionQuote quote) internal pure returns (address) {
        return address(uint160(SessionQuote.unwrap(quote)));
    }

    function perSecond(SessionQuote quote) internal pure returns (uint256) {
        return SessionQuote.unwrap(quote) >> 160;
    }
}
