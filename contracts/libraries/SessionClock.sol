// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title SessionClock
 * @notice The word of a session that says when it runs and what it carries.
 *
 * | bits    | field     | unit and range                                                        |
 * | ------- | --------- | --------------------------------------------------------------------- |
 * | 0-39    | startedAt | Unix time of the start; 0 means that no session was ever started      |
 * | 40-79   | settledAt | Unix time up to which it is settled                                   |
 * | 80-119  | until     | Unix time of its end as far as the viewer and the balance decide      |
 * | 120-135 | feeBps    | the platform's share of the gross, in basis points, at most 10 000    |
 * | 136-151 | carry     | what fees left over by rounding, in 1/10 000 of a share, below 10 000 |
 * | 152-183 | epoch     | pause epoch in which its present quote was given                      |
 * | 184-207 | run       | run of the stream in which its present quote was given                |
 * | 208-239 | streamNo  | number of the stream                                                  |
 * | 240-247 | ended     | 1 after the viewer ended it                                           |
 *
 * The word is never zeroed: its next use then costs 2,900 gas less, and the carry has to survive.
 */
library SessionClock {
    struct Clock {
        uint40 startedAt;
        uint40 settledAt;
        uint40 until;
        uint16 feeBps;
        uint16 carry;
        uint32 epoch;
        uint24 run;
        uint32 streamNo;
        bool ended;
    }

    /// @dev Reads the fields of a word.
    function unpack(uint256 word) internal pure returns (Clock memory clock) {
        clock.startedAt = uint40(word);
        clock.settledAt = uint40(word >> 40);
        clock.until = uint40(word >> 80);
        clock.feeBps = uint16(word >> 120);
        clock.carry = uint16(word >> 136);
        clock.epoch = uint32(word >> 152);
        clock.run = uint24(word >> 184);
        clock.streamNo = uint32(word >> 208);
        clock.ended = (word >> 240) & 1 == 1;
    }

    /// @dev Writes the fields into a word; the inverse of {unpack}.
    function pack(Clock memory clock) internal pure returns (uint256 word) {
        word =
            uint256(clock.startedAt) |
            (uint256(clock.settledAt) << 40) |
            (uint256(clock.until) << 80) |
            (uint256(clock.feeBps) << 120) |
            (uint256(clock.carry) << 136) |
            (uint256(clock.epoch) << 152) |
            (uint256(clock.run) << 184) |
            (uint256(clock.streamNo) << 208) |
            (clock.ended ? uint256(1) << 240 : 0);
    }
}
