// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ERC20PermitUpgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultPermitTest
 * @notice ERC-2612 of the share.
 */
contract VaultPermitTest is VaultBase {
    uint256 private constant _KEY = 0xA11CE;
    address private immutable _OWNER = vm.addr(_KEY);

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        _fundShares(stUSDC, _OWNER, 100);
    }

    function testFuzz_Permit_SetsTheAllowance(uint256 value, uint256 deadline) external {
        deadline = _bound(deadline, block.timestamp, type(uint256).max);
        (uint8 v, bytes32 r, bytes32 s) = _sign(_KEY, _OWNER, value, 0, deadline);
        stUSDC.permit(_OWNER, BOB, value, deadline, v, r, s);
        vm.assertEq(stUSDC.allowance(_OWNER, BOB), value);
        vm.assertEq(stUSDC.nonces(_OWNER), 1);
    }

    function test_Permit_LetsTheSpenderRedeem() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(_KEY, _OWNER, 40, 0, block.timestamp);
        stUSDC.permit(_OWNER, BOB, 40, block.timestamp, v, r, s);
        vm.prank(BOB);
        stUSDC.redeem(40, BOB, _OWNER);
        vm.assertEq(usdc.balanceOf(BOB), 40);
        vm.assertEq(stUSDC.allowance(_OWNER, BOB), 0);
    }

    function test_RevertWhen_ExpiredByASecond() external {
        uint256 deadline = block.timestamp - 1;
        (uint8 v, bytes32 r, bytes32 s) = _sign(_KEY, _OWNER, 40, 0, deadline);
        vm.expectRevert(abi.encodeWithSelector(ERC20PermitUpgradeable.ERC2612ExpiredSignature.selector, deadline));
        stUSDC.permit(_OWNER, BOB, 40, deadline, v, r, s);
    }

    function test_RevertWhen_UsedTwice() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(_KEY, _OWNER, 40, 0, block.timestamp);
        stUSDC.permit(_OWNER, BOB, 40, block.timestamp, v, r, s);
        vm.expectPartialRevert(ERC20PermitUpgradeable.ERC2612InvalidSigner.selector);
        stUSDC.permit(_OWNER, BOB, 40, block.timestamp, v, r, s);
        vm.assertEq(stUSDC.allowance(_OWNER, BOB), 40);
    }

    function test_RevertWhen_SignedBySomebodyElse() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(0xB0B, _OWNER, 40, 0, block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(ERC20PermitUpgradeable.ERC2612InvalidSigner.selector, vm.addr(0xB0B), _OWNER)
        );
        stUSDC.permit(_OWNER, BOB, 40, block.timestamp, v, r, s);
    }

    function test_RevertWhen_SIsHigh() external {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        (uint8 v, bytes32 r, bytes32 s) = _sign(_KEY, _OWNER, 40, 0, block.timestamp);
        s = bytes32(order - uint256(s));
        v = v == 27 ? 28 : 27;
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, s));
        stUSDC.permit(_OWNER, BOB, 40, block.timestamp, v, r, s);
    }

    function test_RevertWhen_ZeroAddressPermits() external {
        vm.expectRevert(ECDSA.ECDSAInvalidSignature.selector);
        stUSDC.permit(address(0), BOB, 40, block.timestamp, 27, 0, 0);
    }

    function _sign(
        uint256 key,
        address owner,
        uint256 value,
        uint256 nonce,
        uint256 deadline
    ) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, owner, BOB, value, nonce, deadline));
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", stUSDC.DOMAIN_SEPARATOR(), structHash)));
    }
}
