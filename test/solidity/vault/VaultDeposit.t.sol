// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {MockFalseToken} from "../../../contracts/mocks/MockFalseToken.sol";
import {MockFeeToken} from "../../../contracts/mocks/MockFeeToken.sol";
import {MockNoReturnToken} from "../../../contracts/mocks/MockNoReturnToken.sol";
import {MockRevertingToken} from "../../../contracts/mocks/MockRevertingToken.sol";
import {MockShrinkingToken} from "../../../contracts/mocks/MockShrinkingToken.sol";
import {MockSilentToken} from "../../../contracts/mocks/MockSilentToken.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultDepositTest
 * @notice `deposit` and `mint`: limits, refusals and odd assets.
 */
contract VaultDepositTest is VaultBase {
    function setUp() public override {
        super.setUp();
        _fund(IERC20(usdc), ALICE, type(uint128).max);
        vm.prank(ALICE);
        usdc.approve(address(stUSDC), type(uint256).max);
    }

    /* WHAT HAPPENS */

    function test_Deposit_Emits() external {
        vm.expectEmit(address(stUSDC));
        emit IERC4626.Deposit(ALICE, BOB, 7, 7);
        vm.prank(ALICE);
        stUSDC.deposit(7, BOB);
    }

    function test_Mint_Emits() external {
        vm.expectEmit(address(stUSDC));
        emit IERC4626.Deposit(ALICE, BOB, 7, 7);
        vm.prank(ALICE);
        stUSDC.mint(7, BOB);
    }

    /* LIMITS */

    function testFuzz_MaxDeposit_IsTheRoomLeft(uint128 supply) external {
        vm.startPrank(ALICE);
        if (supply != 0) stUSDC.deposit(supply, BOB);
        uint256 room = type(uint128).max - supply;
        vm.assertEq(stUSDC.maxDeposit(BOB), room);
        vm.assertEq(stUSDC.maxMint(BOB), room);

        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxDeposit.selector, BOB, room + 1, room)
        );
        stUSDC.deposit(room + 1, BOB);

        if (room != 0) stUSDC.deposit(room, BOB);
        vm.stopPrank();
        vm.assertEq(stUSDC.totalSupply(), type(uint128).max);
    }

    function testFuzz_MaxMint_IsTheRoomLeft(uint128 supply) external {
        vm.startPrank(ALICE);
        if (supply != 0) stUSDC.mint(supply, BOB);
        uint256 room = type(uint128).max - supply;

        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxMint.selector, BOB, room + 1, room)
        );
        stUSDC.mint(room + 1, BOB);

        if (room != 0) stUSDC.mint(room, BOB);
        vm.stopPrank();
        vm.assertEq(stUSDC.totalSupply(), type(uint128).max);
    }

    function test_RevertWhen_Paused() external {
        _pause(stUSDC);
        vm.assertEq(stUSDC.maxDeposit(BOB), 0);
        vm.assertEq(stUSDC.maxMint(BOB), 0);

        vm.expectRevert(abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxDeposit.selector, BOB, 1, 0));
        vm.prank(ALICE);
        stUSDC.deposit(1, BOB);

        vm.expectRevert(abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxMint.selector, BOB, 1, 0));
        vm.prank(ALICE);
        stUSDC.mint(1, BOB);
    }

    function test_Deposit_AfterUnpause() external {
        _pause(stUSDC);
        vm.prank(UNPAUSER);
        stUSDC.unpause();
        vm.prank(ALICE);
        vm.assertEq(stUSDC.deposit(1, BOB), 1);
    }

    /* REFUSALS */

    function test_RevertWhen_AmountIsZero() external {
        vm.startPrank(ALICE);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        stUSDC.deposit(0, BOB);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        stUSDC.mint(0, BOB);
        vm.stopPrank();
    }

    function test_RevertWhen_ReceiverWouldLoseTheShares() external {
        address[2] memory receivers = [address(stUSDC), address(0)];
        for (uint256 i; i < receivers.length; ++i) {
            vm.assertEq(stUSDC.maxDeposit(receivers[i]), 0);
            vm.assertEq(stUSDC.maxMint(receivers[i]), 0);
            bytes memory refusal = abi.encodeWithSelector(IStreamVault.ReceiverRefused.selector, receivers[i]);
            vm.startPrank(ALICE);
            vm.expectRevert(refusal);
            stUSDC.deposit(1, receivers[i]);
            vm.expectRevert(refusal);
            stUSDC.mint(1, receivers[i]);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_AssetsAreMissing() external {
        vm.startPrank(BOB);
        usdc.approve(address(stUSDC), 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, BOB, 0, 1));
        stUSDC.deposit(1, BOB);
        vm.stopPrank();
    }

    function test_RevertWhen_AssetsAreNotAllowed() external {
        _fund(IERC20(usdc), BOB, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(stUSDC), 0, 1)
        );
        vm.prank(BOB);
        stUSDC.deposit(1, BOB);
    }

    /* ODD ASSETS */

    function testFuzz_RevertWhen_AssetTakesAFee(uint128 amount) external {
        uint256 assets = _bound(amount, 1, type(uint128).max);
        MockFeeToken token = new MockFeeToken();
        StreamVault vault = _vaultOf(token, assets);
        uint256 measured = assets - (assets + 99) / 100;

        vm.expectRevert(abi.encodeWithSelector(IStreamVault.PullMismatch.selector, assets, measured));
        vm.prank(ALICE);
        vault.deposit(assets, ALICE);

        vm.expectRevert(abi.encodeWithSelector(IStreamVault.PullMismatch.selector, assets, measured));
        vm.prank(ALICE);
        vault.mint(assets, ALICE);
    }

    function test_RevertWhen_AssetMovesNothing() external {
        StreamVault vault = _vaultOf(new MockSilentToken(), 5);
        vm.expectRevert(abi.encodeWithSelector(IStreamVault.PullMismatch.selector, 5, 0));
        vm.prank(ALICE);
        vault.deposit(5, ALICE);
    }

    function test_RevertWhen_AssetShrinksDuringThePull() external {
        ShrinksOnPull token = new ShrinksOnPull();
        StreamVault vault = _vaultOf(token, 5);
        token.mint(address(vault), 1_000);
        vm.expectRevert(abi.encodeWithSelector(IStreamVault.PullMismatch.selector, 5, 0));
        vm.prank(ALICE);
        vault.deposit(5, ALICE);
    }

    function test_RevertWhen_AssetHasShrunk() external {
        MockShrinkingToken token = new MockShrinkingToken();
        token.shrinkTo(90);
        StreamVault vault = _vaultOf(token, 100);
        vm.expectRevert(abi.encodeWithSelector(IStreamVault.PullMismatch.selector, 100, 90));
        vm.prank(ALICE);
        vault.deposit(100, ALICE);
    }

    function test_RevertWhen_AssetReturnsFalse() external {
        MockFalseToken token = new MockFalseToken();
        StreamVault vault = _vaultOf(token, 5);
        token.refuse();
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vm.prank(ALICE);
        vault.deposit(5, ALICE);
    }

    function test_RevertWhen_AssetReverts() external {
        MockRevertingToken token = new MockRevertingToken();
        StreamVault vault = _vaultOf(token, 5);
        vm.expectRevert(abi.encodeWithSelector(MockRevertingToken.TransferRefused.selector, ALICE, address(vault), 5));
        vm.prank(ALICE);
        vault.deposit(5, ALICE);
    }

    function test_RevertWhen_AssetLostItsCode() external {
        MockERC20 token = new MockERC20();
        StreamVault vault = _vaultOf(token, 5);
        vm.etch(address(token), "");
        vm.expectRevert(abi.encodeWithSelector(IStreamVault.AssetWithoutCode.selector, address(token)));
        vm.prank(ALICE);
        vault.deposit(5, ALICE);
    }

    function test_Deposit_AssetThatReturnsNothing() external {
        MockNoReturnToken token = new MockNoReturnToken();
        StreamVault vault = _deployVault(IERC20(address(token)), "Stream", "ST");
        token.mint(ALICE, 5);
        vm.startPrank(ALICE);
        token.approve(address(vault), 5);
        vm.assertEq(vault.deposit(5, ALICE), 5);
        vm.assertEq(vault.redeem(5, BOB, ALICE), 5);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(BOB), 5);
    }

    /// @dev A vault over `token`, of which ALICE has and allows `assets`.
    function _vaultOf(MockERC20 token, uint256 assets) private returns (StreamVault vault) {
        vault = _deployVault(token, "Stream", "ST");
        token.mint(ALICE, assets);
        vm.prank(ALICE);
        token.approve(address(vault), type(uint256).max);
    }
}

/// @notice A token whose receiver loses a tenth of what it held when it is pulled.
contract ShrinksOnPull is MockERC20 {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0)) super._update(to, address(0), balanceOf(to) / 10);
    }
}
