// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BPS, FeeMath} from "../../../contracts/libraries/FeeMath.sol";
import {TestBase} from "../helpers/TestBase.sol";

/// @title FeeMathTest
contract FeeMathTest is TestBase {
    /// @dev Proves that payments pay the same fees in total however the revenue is cut, and that the carry is what the
    /// total leaves over. Inputs: twelve payments from 0 to 2^236, half of them crumbs; any fee; any carry to begin with.
    function testFuzz_AnyPartitionGivesTheSameFees(
        uint256[12] memory parts,
        uint256 feeBps,
        uint256 carry
    ) external pure {
        feeBps = _bound(feeBps, 0, BPS);
        carry = _bound(carry, 0, BPS - 1);
        (uint256 revenue, uint256 fees, uint256 last) = (0, 0, carry);
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 part = i % 2 == 0 ? _bound(parts[i], 0, 20) : _bound(parts[i], 0, 1 << 236);
            uint256 fee;
            (fee, last) = FeeMath.feeDown(part, feeBps, last);
            revenue += part;
            fees += fee;
        }
        vm.assertEq(fees, (revenue * feeBps + carry) / BPS, "fees");
        vm.assertEq(last, (revenue * feeBps + carry) % BPS, "carry");
    }

    /// @dev Proves that the same holds if each payment has another fee: nothing is lost or gained when the fee changes
    /// between two payments. Inputs: twelve payments, twelve fees.
    function testFuzz_CarriesSurviveAChangeOfTheFee(uint128[12] memory parts, uint16[12] memory rates) external pure {
        (uint256 work, uint256 fees, uint256 carry) = (0, 0, 0);
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 feeBps = _bound(rates[i], 0, BPS);
            uint256 fee;
            (fee, carry) = FeeMath.feeDown(parts[i], feeBps, carry);
            work += parts[i] * feeBps;
            fees += fee;
        }
        vm.assertEq(fees * BPS + carry, work);
    }

    /// @dev Proves that a fee never exceeds its payment and that the next carry is a carry again, so that the unchecked
    /// subtraction in the meter cannot wrap. Inputs: the whole range, and the edges 100 %, the largest carry, no payment.
    function testFuzz_FeeIsAtMostTheGross(uint256 gross, uint256 feeBps, uint256 carry, uint8 edge) external pure {
        gross = edge & 1 == 0 ? _bound(gross, 0, (1 << 240) - 1) : _bound(gross, 0, 3);
        feeBps = edge & 2 == 0 ? _bound(feeBps, 0, BPS) : BPS;
        carry = edge & 4 == 0 ? _bound(carry, 0, BPS - 1) : BPS - 1;
        (uint256 fee, uint256 newCarry) = FeeMath.feeDown(gross, feeBps, carry);
        vm.assertLe(fee, gross, "fee");
        vm.assertLt(newCarry, BPS, "carry");
        vm.assertEq(fee * BPS + newCarry, gross * feeBps + carry, "sum");
    }
}
