// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {MockShrinkingToken} from "../../../contracts/mocks/MockShrinkingToken.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultSurplusTest
 * @notice Donations move no price and can be skimmed, and nothing else can.
 */
contract VaultSurplusTest is VaultBase {
    function testFuzz_Donation_MovesNoPrice(uint96 first, uint96 donation, uint96 victims) external {
        uint256 attackers = _bound(first, 1, type(uint96).max);
        uint256 deposit = _bound(victims, 1, type(uint96).max);
        _fundShares(stUSDC, ALICE, attackers);
        _fund(IERC20(usdc), address(stUSDC), donation);
        _fundShares(stUSDC, BOB, deposit);

        vm.assertEq(stUSDC.balanceOf(BOB), deposit, "shares of the victim");
        vm.prank(BOB);
        vm.assertEq(stUSDC.redeem(deposit, BOB, BOB), deposit, "assets of the victim");
        vm.prank(ALICE);
        vm.assertEq(stUSDC.redeem(attackers, ALICE, ALICE), attackers, "assets of the attacker");
        vm.assertEq(stUSDC.surplus(), donation, "surplus");
    }

    function testFuzz_Skim_SendsTheSurplusAndNothingElse(uint96 deposited, uint96 donated) external {
        uint256 donation = _bound(donated, 1, type(uint96).max);
        _fundShares(stETH, ALICE, deposited);
        _fund(IERC20(weth), address(stETH), donation);

        vm.expectEmit(address(stETH));
        emit IStreamVault.Skimmed(CAROL, donation);
        vm.prank(FEES);
        vm.assertEq(stETH.skim(CAROL), donation);

        vm.assertEq(weth.balanceOf(CAROL), donation);
        vm.assertEq(weth.balanceOf(address(stETH)), deposited);
        vm.assertEq(stETH.surplus(), 0);
    }

    function test_RevertWhen_ThereIsNothingToSkim() external {
        _fundShares(stETH, ALICE, 5);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        vm.prank(FEES);
        stETH.skim(CAROL);
    }

    function test_RevertWhen_SkimWouldLoseTheAssets() external {
        _fund(IERC20(weth), address(stETH), 5);
        address[2] memory receivers = [address(stETH), address(0)];
        for (uint256 i; i < receivers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IStreamVault.ReceiverRefused.selector, receivers[i]));
            vm.prank(FEES);
            stETH.skim(receivers[i]);
        }
    }

    function test_RevertWhen_StrangerSkims() external {
        _fund(IERC20(weth), address(stETH), 5);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        stETH.skim(STRANGER);
    }

    /// @dev Such an asset is outside the vault's assumptions; its views must tell the loss all the same.
    function test_Surplus_IsZeroAfterALoss() external {
        MockShrinkingToken token = new MockShrinkingToken();
        StreamVault vault = _deployVault(token, "Stream", "ST");
        token.mint(ALICE, 100);
        vm.startPrank(ALICE);
        token.approve(address(vault), 100);
        vault.deposit(100, ALICE);
        vm.stopPrank();

        token.shrinkTo(90);

        vm.assertEq(vault.surplus(), 0);
        vm.assertEq(vault.totalAssets(), 100);
        vm.expectRevert(IStreamVault.ZeroAmount.selector);
        vm.prank(FEES);
        vault.skim(CAROL);
    }
}
