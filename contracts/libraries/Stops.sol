// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title Stops
 * @notice Reasons why a stream is stopped, one bit each. A stream plays while none is set.
 */
library Stops {
    /// @notice The owner stopped the stream.
    uint8 internal constant OWNER = 1;

    /// @notice The owner deleted the stream.
    uint8 internal constant DELETED = 2;

    /// @notice The registrar suspended the stream.
    uint8 internal constant SUSPENDED = 4;

    /// @notice The stream owes for infrastructure. The billing contract sets and clears this one, the registry the others.
    uint8 internal constant ARREARS = 8;
}
