// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {MockFalseToken} from "../../../contracts/mocks/MockFalseToken.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultExitTest
 * @notice `withdraw`, `redeem` and transfers of shares: who may, how much, and that nothing closes them.
 */
contract VaultExitTest is VaultBase {
    uint256 private constant _SHARES = 1_000_000;

    function setUp() public override {
        super.setUp();
        _fundShares(stUSDC, ALICE, _SHARES);
        _fundShares(stETH, ALICE, _SHARES);
    }

    /* WHAT HAPPENS */

    function test_Withdraw_Emits() external {
        vm.expectEmit(address(stUSDC));
        emit IERC4626.Withdraw(ALICE, BOB, ALICE, 7, 7);
        vm.prank(ALICE);
        stUSDC.withdraw(7, BOB, ALICE);
    }

    function test_Redeem_Emits() external {
        vm.expectEmit(address(stUSDC));
        emit IERC4626.Withdraw(ALICE, BOB, ALICE, 7, 7);
        vm.prank(ALICE);
        stUSDC.redeem(7, BOB, ALICE);
    }

    /* ALLOWANCE */

    function testFuzz_RevertWhen_AllowanceIsTooSmall(uint256 amount, uint256 allowed) external {
        uint256 shares = _bound(amount, 1, _SHARES);
        uint256 allowance = _bound(allowed, 0, shares - 1);
        vm.prank(ALICE);
        stUSDC.approve(BOB, allowance);

        bytes memory refusal = abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientAllowance.selector,
            BOB,
            allowance,
            shares
        );
        vm.startPrank(BOB);
        vm.expectRevert(refusal);
        stUSDC.withdraw(shares, BOB, ALICE);
        vm.expectRevert(refusal);
        stUSDC.redeem(shares, BOB, ALICE);
        vm.stopPrank();
        vm.assertEq(stUSDC.balanceOf(ALICE), _SHARES);
    }

    function testFuzz_Allowance_OfExactlyTheSharesIsUsedUp(uint256 amount) external {
        uint256 shares = _bound(amount, 1, _SHARES / 2);
        vm.prank(ALICE);
        stUSDC.approve(BOB, 2 * shares);
        vm.startPrank(BOB);
        stUSDC.withdraw(shares, BOB, ALICE);
        vm.assertEq(stUSDC.allowance(ALICE, BOB), shares);
        stUSDC.redeem(shares, BOB, ALICE);
        vm.assertEq(stUSDC.allowance(ALICE, BOB), 0);
        vm.stopPrank();
        vm.assertEq(usdc.balanceOf(BOB), 2 * shares);
    }

    function test_Allowance_WithoutLimitIsNotSpent() external {
        vm.prank(ALICE);
        stUSDC.approve(BOB, type(uint256).max);
        vm.startPrank(BOB);
        stUSDC.withdraw(1, BOB, ALICE);
        stUSDC.redeem(1, BOB, ALICE);
        vm.stopPrank();
        vm.assertEq(stUSDC.allowance(ALICE, BOB), type(uint256).max);
    }

    /* LIMITS */

    function testFuzz_MaxWithdraw_IsWhatTheOwnerHas(uint128 amount) external {
        _fundShares(stUSDC, BOB, amount / 2);
        uint256 max = stUSDC.maxWithdraw(BOB);
        vm.assertEq(max, amount / 2);
        vm.startPrank(BOB);
        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxWithdraw.selector, BOB, max + 1, max)
        );
        stUSDC.withdraw(max + 1, BOB, BOB);
        if (max != 0) stUSDC.withdraw(max, BOB, BOB);
        vm.stopPrank();
        vm.assertEq(stUSDC.maxWithdraw(BOB), 0);
    }

    function testFuzz_MaxRedeem_IsWhatTheOwnerHas(uint128 amount) external {
        _fundShares(stUSDC, BOB, amount / 2);
        uint256 max = stUSDC.maxRedeem(BOB);
        vm.assertEq(max, amount / 2);
        vm.startPrank(BOB);
        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxRedeem.selector, BOB, max + 1, max)
        );
        stUSDC.redeem(max + 1, BOB, BOB);
        if (max != 0) stUSDC.redeem(max, BOB, BOB);
        vm.stopPrank();
        vm.assertEq(stUSDC.maxRedeem(BOB), 0);
    }

    /* REFUSALS */

    function test_RevertWhen_AmountIsZero() external {
        vm.startPrank(ALICE);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        stUSDC.withdraw(0, ALICE, ALICE);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        stUSDC.redeem(0, ALICE, ALICE);
        vm.stopPrank();
    }

    function test_RevertWhen_ReceiverWouldLoseTheAssets() external {
        address[2] memory receivers = [address(stETH), address(0)];
        for (uint256 i; i < receivers.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IStreamVault.ReceiverRefused.selector, receivers[i]);
            vm.startPrank(ALICE);
            vm.expectRevert(refusal);
            stETH.withdraw(1, receivers[i], ALICE);
            vm.expectRevert(refusal);
            stETH.redeem(1, receivers[i], ALICE);
            vm.stopPrank();
        }
    }

    /// @dev No shares are burnt for assets that did not move.
    function test_RevertWhen_AssetReturnsFalse() external {
        MockFalseToken token = new MockFalseToken();
        StreamVault vault = _deployVault(token, "Stream", "ST");
        token.mint(ALICE, 5);
        vm.startPrank(ALICE);
        token.approve(address(vault), 5);
        vault.deposit(5, ALICE);

        token.refuse();
        bytes memory refusal = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token));
        vm.expectRevert(refusal);
        vault.withdraw(5, ALICE, ALICE);
        vm.expectRevert(refusal);
        vault.redeem(5, ALICE, ALICE);
        vm.stopPrank();
        vm.assertEq(vault.balanceOf(ALICE), 5);
    }

    function test_RevertWhen_AssetLostItsCode() external {
        vm.etch(address(usdc), "");
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(usdc)));
        vm.prank(ALICE);
        stUSDC.redeem(5, ALICE, ALICE);
    }

    function test_RevertWhen_SharesAreSentToTheVault() external {
        bytes memory refusal = abi.encodeWithSelector(IStreamVault.ReceiverRefused.selector, address(stETH));
        vm.startPrank(ALICE);
        vm.expectRevert(refusal);
        stETH.transfer(address(stETH), 1);
        stETH.approve(ALICE, 1);
        vm.expectRevert(refusal);
        stETH.transferFrom(ALICE, address(stETH), 1);
        vm.stopPrank();
    }

    /* ROUNDING */

    function test_ManySmallExits_TakeNoMoreThanOne() external {
        _fundShares(stUSDC, BOB, 10_000);
        uint256 burnt;
        uint256 paid;
        vm.startPrank(BOB);
        for (uint256 i; i < 5_000; ++i) {
            burnt += stUSDC.withdraw(1, CAROL, BOB);
            paid += stUSDC.redeem(1, CAROL, BOB);
        }
        vm.stopPrank();
        vm.assertEq(burnt + paid, 10_000);
        vm.assertEq(usdc.balanceOf(CAROL), 10_000);
        vm.assertEq(stUSDC.balanceOf(BOB), 0);
    }

    /* NOTHING CLOSES AN EXIT */

    function test_Exits_WhilePaused() external {
        _pause(stUSDC);
        _leaveInEveryWay();
    }

    function test_Exits_WhileClosedInTheManager() external {
        manager.setTargetClosed(address(stUSDC), true);
        _leaveInEveryWay();
    }

    function test_Exits_WhileFull() external {
        _fundShares(stUSDC, BOB, stUSDC.maxDeposit(BOB));
        _leaveInEveryWay();
    }

    /// @dev A holder that the asset blocks can still pay itself out elsewhere.
    function test_Exits_OfABlockedHolder() external {
        usdc.blacklist(ALICE);
        _leaveInEveryWay();
    }

    function _leaveInEveryWay() private {
        uint256 heldByBob = stUSDC.balanceOf(BOB);
        vm.startPrank(ALICE);
        stUSDC.withdraw(1, CAROL, ALICE);
        stUSDC.redeem(2, CAROL, ALICE);
        stUSDC.transfer(BOB, 3);
        stUSDC.approve(BOB, 4);
        vm.stopPrank();
        vm.prank(BOB);
        stUSDC.transferFrom(ALICE, BOB, 4);

        vm.assertEq(usdc.balanceOf(CAROL), 3);
        vm.assertEq(stUSDC.balanceOf(BOB), heldByBob + 7);
        vm.assertEq(stUSDC.balanceOf(ALICE), _SHARES - 10);
    }
}
