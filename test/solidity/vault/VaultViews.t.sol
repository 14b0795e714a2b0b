// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultViewsTest
 * @notice Views at the ends of their range: they answer, and they never wrap.
 */
contract VaultViewsTest is VaultBase {
    function test_Views_AtTheEndsOfTheRange() external {
        uint256[4] memory amounts = [uint256(0), 1, type(uint128).max, type(uint256).max];
        for (uint256 supply; supply < 2; ++supply) {
            for (uint256 i; i < amounts.length; ++i) {
                vm.assertEq(stUSDC.convertToShares(amounts[i]), amounts[i]);
                vm.assertEq(stUSDC.convertToAssets(amounts[i]), amounts[i]);
                vm.assertEq(stUSDC.previewDeposit(amounts[i]), amounts[i]);
                vm.assertEq(stUSDC.previewMint(amounts[i]), amounts[i]);
                vm.assertEq(stUSDC.previewWithdraw(amounts[i]), amounts[i]);
                vm.assertEq(stUSDC.previewRedeem(amounts[i]), amounts[i]);
            }
            vm.assertEq(stUSDC.totalAssets(), stUSDC.totalSupply());
            vm.assertEq(stUSDC.maxDeposit(ALICE), type(uint128).max - stUSDC.totalSupply());
            if (supply == 0) _fundShares(stUSDC, ALICE, type(uint128).max);
        }
    }

    function test_Surplus_OfAFullVault() external {
        _fundShares(stUSDC, ALICE, type(uint128).max);
        _fund(IERC20(usdc), address(stUSDC), type(uint128).max);
        vm.assertEq(stUSDC.surplus(), type(uint128).max);
        vm.assertEq(stUSDC.maxWithdraw(ALICE), type(uint128).max);
    }
}
