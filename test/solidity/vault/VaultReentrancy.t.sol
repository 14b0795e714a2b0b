// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {MockReentrantToken} from "../../../contracts/mocks/MockReentrantToken.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultReentrancyTest
 * @notice An asset that calls back during a transfer gets nothing for it: every function that moves assets is locked
 * from before the first measurement until after the last.
 *
 * The token itself holds assets, shares, allowances and the fee role, so that nothing but the lock stands in its way.
 */
contract VaultReentrancyTest is VaultBase {
    MockReentrantToken private _token;
    StreamVault private _vault;

    function setUp() public override {
        super.setUp();
        _token = new MockReentrantToken();
        _vault = _deployVault(_token, "Stream", "ST");
        manager.grantRole(Roles.FEES, address(_token), 0);

        _token.mint(ALICE, 100);
        vm.prank(ALICE);
        _token.approve(address(_vault), 100);
        _token.mint(address(_token), 100);
        vm.startPrank(address(_token));
        _token.approve(address(_vault), 100);
        _vault.deposit(50, address(_token));
        vm.stopPrank();
        vm.prank(ALICE);
        _vault.deposit(50, ALICE);
        _token.mint(address(_vault), 7);
    }

    function test_Deposit_IsLocked() external {
        for (uint256 i; i < 10; ++i) {
            _arm(i);
            vm.prank(ALICE);
            _vault.deposit(1, ALICE);
            _assertLocked(i);
        }
    }

    function test_Mint_IsLocked() external {
        for (uint256 i; i < 10; ++i) {
            _arm(i);
            vm.prank(ALICE);
            _vault.mint(1, ALICE);
            _assertLocked(i);
        }
    }

    function test_Withdraw_IsLocked() external {
        for (uint256 i; i < 10; ++i) {
            _arm(i);
            vm.prank(ALICE);
            _vault.withdraw(1, ALICE, ALICE);
            _assertLocked(i);
        }
    }

    function test_Redeem_IsLocked() external {
        for (uint256 i; i < 10; ++i) {
            _arm(i);
            vm.prank(ALICE);
            _vault.redeem(1, ALICE, ALICE);
            _assertLocked(i);
        }
    }

    function test_Skim_IsLocked() external {
        for (uint256 i; i < 10; ++i) {
            _token.mint(address(_vault), 1);
            _arm(i);
            vm.prank(FEES);
            _vault.skim(CAROL);
            _assertLocked(i);
        }
    }

    /// @dev The same calls succeed when they are not made from within another.
    function test_CallsSucceed_OutsideOfAnother() external {
        for (uint256 i; i < 5; ++i) {
            vm.prank(address(_token));
            (bool success, ) = address(_vault).call(_callBack(i));
            vm.assertTrue(success);
        }
    }

    function _arm(uint256 i) private {
        _token.arm(address(_vault), _callBack(i % 5), i >= 5);
    }

    function _callBack(uint256 i) private view returns (bytes memory) {
        address token = address(_token);
        if (i == 0) return abi.encodeCall(_vault.deposit, (1, token));
        if (i == 1) return abi.encodeCall(_vault.mint, (1, token));
        if (i == 2) return abi.encodeCall(_vault.withdraw, (1, token, token));
        if (i == 3) return abi.encodeCall(_vault.redeem, (1, token, token));
        return abi.encodeCall(_vault.skim, (token));
    }

    function _assertLocked(uint256 i) private view {
        string memory which = vm.toString(i);
        vm.assertTrue(_token.called(), which);
        vm.assertFalse(_token.succeeded(), which);
        vm.assertEq(
            _token.result(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            which
        );
        vm.assertEq(_vault.balanceOf(ALICE) + _vault.balanceOf(address(_token)), _vault.totalSupply(), which);
        vm.assertEq(_vault.totalSupply() + _vault.surplus(), _token.balanceOf(address(_vault)), which);
    }
}
