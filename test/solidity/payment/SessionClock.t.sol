// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SessionClock} from "../../../contracts/libraries/SessionClock.sol";
import {TestBase} from "../helpers/TestBase.sol";

/// @title SessionClockTest
contract SessionClockTest is TestBase {
    struct Fields {
        uint40 startedAt;
        uint40 settledAt;
        uint40 until;
        uint16 feeBps;
        uint16 carry;
        uint32 epoch;
        uint24 run;
        uint32 streamNo;
    }

    /// @dev Proves that a quote packs every field where the table of the type says, settles up to now, keeps the carry of
    /// the word before and nothing else of it. Inputs: every value of every field, and any word before, bit for bit.
    function testFuzz_QuoteRoundTrip(uint256 before, Fields memory f) external {
        vm.warp(f.settledAt);
        SessionClock clock = _quote(SessionClock.wrap(before), f);
        f.carry = uint16(before >> 136);
        _assertFields(clock, f);
        vm.assertFalse(clock.ended());
        uint256 expected =
            uint256(f.startedAt) |
                (uint256(f.settledAt) << 40) |
                (uint256(f.until) << 80) |
                (uint256(f.feeBps) << 120) |
                (uint256(f.carry) << 136) |
                (uint256(f.epoch) << 152) |
                (uint256(f.run) << 184) |
                (uint256(f.streamNo) << 208);
        vm.assertEq(SessionClock.unwrap(clock), expected);
    }

    /// @dev Proves that bits above a short argument do not leak into its neighbours. Inputs: arguments whose upper bits
    /// assembly has dirtied, beside the same arguments clean.
    function testFuzz_DirtyArgumentsDoNotLeak(SessionClock before, Fields memory f, uint256 dirt) external view {
        SessionClock clean = _quote(before, f).withSpan(f.until, f.startedAt);
        assembly {
            mstore(f, or(mload(f), shl(40, dirt))) // startedAt
            mstore(add(f, 0x40), or(mload(add(f, 0x40)), shl(40, dirt))) // until
            mstore(add(f, 0x60), or(mload(add(f, 0x60)), shl(16, dirt))) // feeBps
            mstore(add(f, 0xa0), or(mload(add(f, 0xa0)), shl(32, dirt))) // epoch
            mstore(add(f, 0xc0), or(mload(add(f, 0xc0)), shl(24, dirt))) // run
            mstore(add(f, 0xe0), or(mload(add(f, 0xe0)), shl(32, dirt))) // streamNo
        }
        vm.assertTrue(_quote(before, f).withSpan(f.until, f.startedAt).equals(clean));
    }

    /// @dev Proves that each of the three changes touches its own bits and no others, and reads back. Inputs: any word,
    /// also with the bits set that no field uses; spans of any length; carries below 10 000.
    function testFuzz_ChangesKeepToTheirBits(
        uint256 before,
        uint40 settledAt,
        uint40 until,
        uint16 carry
    ) external pure {
        carry = uint16(_bound(carry, 0, 9_999));
        SessionClock word = SessionClock.wrap(before);

        SessionClock spanned = word.withSpan(settledAt, until);
        vm.assertEq(spanned.settledAt(), settledAt);
        vm.assertEq(spanned.until(), until);
        _assertSameBut(spanned, before, 40, 80);

        SessionClock carrying = word.withCarry(carry);
        vm.assertEq(carrying.carry(), carry);
        _assertSameBut(carrying, before, 136, 16);

        SessionClock ended = word.withEnded();
        vm.assertTrue(ended.ended());
        _assertSameBut(ended, before, 240, 1);
    }

    /// @dev Proves that two clocks are equal exactly if no bit differs. Inputs: any word, and each of its bits flipped.
    function testFuzz_EqualsSeesEveryBit(uint256 word, uint8 bit) external pure {
        SessionClock clock = SessionClock.wrap(word);
        vm.assertTrue(clock.equals(SessionClock.wrap(word)));
        vm.assertFalse(clock.equals(SessionClock.wrap(word ^ (1 << bit))));
    }

    function _quote(SessionClock before, Fields memory f) private view returns (SessionClock) {
        return before.quote(f.startedAt, f.until, f.feeBps, f.epoch, f.run, f.streamNo);
    }

    function _assertFields(SessionClock clock, Fields memory f) private pure {
        vm.assertEq(clock.startedAt(), f.startedAt, "startedAt");
        vm.assertEq(clock.settledAt(), f.settledAt, "settledAt");
        vm.assertEq(clock.until(), f.until, "until");
        vm.assertEq(clock.feeBps(), f.feeBps, "feeBps");
        vm.assertEq(clock.carry(), f.carry, "carry");
        vm.assertEq(clock.epoch(), f.epoch, "epoch");
        vm.assertEq(clock.run(), f.run, "run");
        vm.assertEq(clock.streamNo(), f.streamNo, "streamNo");
    }

    /// @dev The clock is `before` but for `width` bits from `offset` on.
    function _assertSameBut(SessionClock clock, uint256 before, uint256 offset, uint256 width) private pure {
        uint256 mask = ((1 << width) - 1) << offset;
        vm.assertEq(SessionClock.unwrap(clock) & ~mask, before & ~mask, "another field changed");
    }
}
