// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Names} from "../../../contracts/libraries/Names.sol";
import {TestBase} from "../helpers/TestBase.sol";

/// @notice Lets tests reach the library.
contract NamesHarness {
    function isLabel(string calldata label) external pure returns (bool) {
        return Names.isLabel(label);
    }

    function node(bytes32 parent, string calldata label) external pure returns (bytes32) {
        return Names.node(parent, label);
    }
}

/// @notice The rule for labels, against a second statement of it and at its edges.
contract NamesTest is TestBase {
    bytes private constant COMMON = "abz019-";
    bytes private constant NEIGHBOURS = "`{/:@[,.AZ_ \x00\x7f\x80\xff";

    NamesHarness private names;

    function setUp() public {
        names = new NamesHarness();
    }

    /// @dev Proves that the library agrees with {_reference}. Lengths run over both bounds; bytes are mostly allowed
    /// ones, many of them hyphens, sometimes neighbours of the allowed ranges, sometimes anything.
    function testFuzz_isLabel(uint256 seed, uint256 length) public view {
        bytes memory label = new bytes(_bound(length, 0, 66));
        for (uint256 i; i < label.length; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            if (draw % 64 == 0) label[i] = bytes1(uint8(draw >> 8));
            else if (draw % 64 == 1) label[i] = NEIGHBOURS[(draw >> 8) % NEIGHBOURS.length];
            else label[i] = COMMON[(draw >> 8) % COMMON.length];
        }
        vm.assertEq(names.isLabel(string(label)), _reference(label), string(label));
    }

    /// @dev Proves the same for arbitrary bytes, which a label seldom is.
    function testFuzz_isLabel_anyBytes(bytes memory label) public view {
        vm.assertEq(names.isLabel(string(label)), _reference(label));
    }

    /// @dev Every byte at the first, a middle, the third, the fourth and the last place.
    function test_isLabel_everyByteAtEveryPlace() public view {
        for (uint256 c; c < 256; ++c) {
            for (uint256 place; place < 5; ++place) {
                bytes memory label = "aaaaa";
                label[place] = bytes1(uint8(c));
                bool letterOrDigit = (c >= 48 && c <= 57) || (c >= 97 && c <= 122);
                bool innerHyphen = c == 45 && place > 0 && place < 4;
                vm.assertEq(names.isLabel(string(label)), letterOrDigit || innerHyphen);
            }
        }
    }

    function test_isLabel_lengths() public view {
        vm.assertFalse(names.isLabel(""));
        vm.assertTrue(names.isLabel("a"));
        vm.assertTrue(names.isLabel("7"));
        vm.assertTrue(names.isLabel(_repeat("a", 63)));
        vm.assertFalse(names.isLabel(_repeat("a", 64)));
        vm.assertFalse(names.isLabel(_repeat("a", 255)));
    }

    function test_isLabel_hyphens() public view {
        vm.assertFalse(names.isLabel("-"));
        vm.assertFalse(names.isLabel("--"));
        vm.assertFalse(names.isLabel("-a"));
        vm.assertFalse(names.isLabel("a-"));
        vm.assertTrue(names.isLabel("a-b"));
        vm.assertTrue(names.isLabel("a--b"), "a--b: places 2 and 3");
        vm.assertFalse(names.isLabel("ab--"));
        vm.assertFalse(names.isLabel("ab--c"));
        vm.assertFalse(names.isLabel("xn--c"));
        vm.assertTrue(names.isLabel("abc--d"), "abc--d: places 4 and 5");
        vm.assertTrue(names.isLabel("ab-c-d"));
    }

    /// @dev Known namehashes of EIP-137.
    function test_node_eip137() public view {
        bytes32 eth = names.node(bytes32(0), "eth");
        vm.assertEq(eth, 0x93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae);
        vm.assertEq(names.node(eth, "foo"), 0xde9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f);
    }

    /// @dev Proves that two different labels or parents never share a node.
    function testFuzz_node_isInjective(
        bytes32 parentA,
        string memory labelA,
        bytes32 parentB,
        string memory labelB
    ) public view {
        bool same = parentA == parentB && keccak256(bytes(labelA)) == keccak256(bytes(labelB));
        vm.assertEq(names.node(parentA, labelA) == names.node(parentB, labelB), same);
    }

    /// @dev The rule once more, in other words: by exclusion, and by ranges instead of a bitmap.
    function _reference(bytes memory label) private pure returns (bool) {
        if (label.length < 1 || label.length > 63) return false;
        for (uint256 i; i < label.length; ++i) {
            bool hyphen = label[i] == 0x2d;
            if (hyphen && (i == 0 || i + 1 == label.length)) return false;
            if (hyphen && i == 3 && label[2] == 0x2d) return false;
            bool digit = label[i] >= 0x30 && label[i] <= 0x39;
            bool letter = label[i] >= 0x61 && label[i] <= 0x7a;
            if (!hyphen && !digit && !letter) return false;
        }
        return true;
    }

    function _repeat(bytes1 char, uint256 length) private pure returns (string memory) {
        bytes memory text = new bytes(length);
        for (uint256 i; i < length; ++i) text[i] = char;
        return string(text);
    }
}
