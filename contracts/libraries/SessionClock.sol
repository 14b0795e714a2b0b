// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title SessionClock
 * @notice The word of a session that says when it runs and what it carries.
 *
 * | bits    | field     | unit and range                                                        |
 * | ------- | --------- | --------------------------------------------------------------------- |
 * | 0-39    | startedAt | Unix time of the start; 0 means that no session was ever started      |
 * | 40-79   | settledAt | Unix time up to which it is settled, at most `until`                  |
 * | 80-119  | until     | Unix time of its end as far as the viewer and the balance decide      |
 * | 120-135 | feeBps    | the platform's share of the gross, in basis points, at most 10 000    |
 * | 136-151 | carry     | what fees left over by rounding, in 1/10 000 of a share, below 10 000 |
 * | 152-183 | epoch     | pause epoch of the vault in which its present quote was given         |
 * | 184-207 | run       | run of the stream in which its present quote was given                |
 * | 208-239 | streamNo  | number of the stream                                                  |
 * | 240     | ended     | 1 after the viewer ended it                                           |
 *
 * The word is never zeroed: its next use then costs less, and the carry has to survive.
 */
type SessionClock is uint256;

using SessionClocks for SessionClock global;

/// @dev Reads and writes the fields of a {SessionClock}.
library SessionClocks {
    uint256 private constant CARRY_MASK = uint256(type(uint16).max) << 136;
    uint256 private constant SPAN_MASK = uint256(type(uint80).max) << 40;

    /// @dev The clock of a quote given now; `carry` is taken over from the word before.
    function quote(
        SessionClock previous,
        uint40 startedAt_,
        uint40 until_,
        uint16 feeBps_,
        uint32 epoch_,
        uint24 run_,
        uint32 streamNo_
    ) internal view returns (SessionClock) {
        return
            SessionClock.wrap(
                uint256(startedAt_) |
                    (block.timestamp << 40) |
                    (uint256(until_) << 80) |
                    (uint256(feeBps_) << 120) |
                    (SessionClock.unwrap(previous) & CARRY_MASK) |
                    (uint256(epoch_) << 152) |
                    (uint256(run_) << 184) |
                    (uint256(streamNo_) << 208)
            );
    }

    /// @dev The same clock, settled up to `settledAt_` and ending at `until_`.
    function withSpan(SessionClock clock, uint40 settledAt_, uint40 until_) internal pure returns (SessionClock) {
        return
            SessionClock.wrap(
                (SessionClock.unwrap(clock) & ~SPAN_MASK) | (uint256(settledAt_) << 40) | (uint256(until_) << 80)
            );
    }

    /// @dev The same clock with another carry.
    function withCarry(SessionClock clock, uint256 carry_) internal pure returns (SessionClock) {
        return SessionClock.wrap((SessionClock.unwrap(clock) & ~CARRY_MASK) | (carry_ << 136));
    }

    /// @dev The same clock, marked as ended by the viewer.
    function withEnded(SessionClock clock) internal pure returns (SessionClock) {
        return SessionClock.wrap(SessionClock.unwrap(clock) | (1 << 240));
    }

    function equals(SessionClock clock, SessionClock other) internal pure returns (bool) {
        return SessionClock.unwrap(clock) == SessionClock.unwrap(other);
    }

    function startedAt(SessionClock clock) internal pure returns (uint40) {
        return uint40(SessionClock.unwrap(clock));
    }

    function settledAt(SessionClock clock) internal pure returns (uint40) {
        return uint40(SessionClock.unwrap(clock) >> 40);
    }

    function until(SessionClock clock) internal pure returns (uint40) {
        return uint40(SessionClock.unwrap(clock) >> 80);
    }

    function feeBps(SessionClock clock) internal pure returns (uint16) {
        return uint16(SessionClock.unwrap(clock) >> 120);
    }

    function carry(SessionClock clock) internal pure returns (uint16) {
        return uint16(SessionClock.unwrap(clock) >> 136);
    }

    function epoch(SessionClock clock) internal pure returns (uint32) {
        return uint32(SessionClock.unwrap(clock) >> 152);
    }

    function run(SessionClock clock) internal pure returns (uint24) {
        return uint24(SessionClock.unwrap(clock) >> 184);
    }

    function streamNo(SessionClock clock) internal pure returns (uint32) {
        return uint32(SessionClock.unwrap(clock) >> 208);
    }

    function ended(SessionClock clock) internal pure returns (bool) {
        return (SessionClock.unwrap(clock) >> 240) & 1 == 1;
    }
}
