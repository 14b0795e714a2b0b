// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultProperties
 * @notice The properties that every ERC-4626 vault owes its callers, without tolerance: one share is one unit.
 *
 * Every test starts from a fuzzed {State}: who calls, who receives, who owns (they may be the same), what they hold,
 * what the owner allows the caller, and what somebody donates to the vault before and between the steps.
 */
abstract contract VaultProperties is VaultBase {
    struct State {
        uint8 caller;
        uint8 receiver;
        uint8 owner;
        uint96 callerAssets;
        uint96 callerShares;
        uint96 ownerShares;
        uint96 allowance;
        uint96 donationBefore;
        uint96 donationBetween;
    }

    StreamVault internal vault;
    IERC20 internal asset;

    address internal caller;
    address internal receiver;
    address internal owner;

    function setUp() public override {
        super.setUp();
        vault = _subject();
        asset = IERC20(vault.asset());
    }

    /// @dev The vault under test.
    function _subject() internal view virtual returns (StreamVault);

    /// @dev Builds the state; the caller's assets are at least `minAssets`, the owner's shares at least `minShares`.
    function _arrange(State calldata state, uint256 minAssets, uint256 minShares) private {
        address[3] memory actors = [ALICE, BOB, CAROL];
        caller = actors[state.caller % 3];
        receiver = actors[state.receiver % 3];
        owner = actors[state.owner % 3];

        _fund(asset, caller, uint256(state.callerAssets) + minAssets);
        _fundShares(vault, caller, state.callerShares);
        _fundShares(vault, owner, uint256(state.ownerShares) + minShares);
        _fund(asset, address(vault), state.donationBefore);

        vm.prank(caller);
        asset.approve(address(vault), type(uint256).max);
        vm.prank(owner);
        vault.approve(caller, uint256(state.allowance) + minShares);
    }

    function _donate(State calldata state) private {
        _fund(asset, address(vault), state.donationBetween);
    }

    /* FUNCTIONS: VIEWS */

    function testFuzz_Asset_NeverReverts(State calldata state) external {
        _arrange(state, 0, 0);
        vm.assertEq(vault.asset(), address(asset));
    }

    function testFuzz_TotalAssets_NeverReverts(State calldata state) external {
        _arrange(state, 0, 0);
        uint256 backing = asset.balanceOf(address(vault));
        vm.assertEq(vault.totalAssets(), backing - state.donationBefore, "not the sum of what was deposited");
    }

    function testFuzz_ConvertToShares_IsTheSameForEveryone(
        State calldata state,
        uint256 assets,
        address other
    ) external {
        _arrange(state, 0, 0);
        vm.prank(caller);
        uint256 forCaller = vault.convertToShares(assets);
        vm.prank(other);
        vm.assertEq(vault.convertToShares(assets), forCaller);
        vm.assertEq(forCaller, assets, "not one to one");
    }

    function testFuzz_ConvertToAssets_IsTheSameForEveryone(
        State calldata state,
        uint256 shares,
        address other
    ) external {
        _arrange(state, 0, 0);
        vm.prank(caller);
        uint256 forCaller = vault.convertToAssets(shares);
        vm.prank(other);
        vm.assertEq(vault.convertToAssets(shares), forCaller);
        vm.assertEq(forCaller, shares, "not one to one");
    }

    function testFuzz_MaxDeposit_NeverReverts(State calldata state, address anyone, bool isPaused) external {
        _arrange(state, 0, 0);
        if (isPaused) _pause(vault);
        vm.assertLe(vault.maxDeposit(anyone), vault.MAX_SUPPLY());
    }

    function testFuzz_MaxMint_NeverReverts(State calldata state, address anyone, bool isPaused) external {
        _arrange(state, 0, 0);
        if (isPaused) _pause(vault);
        vm.assertEq(vault.maxMint(anyone), vault.maxDeposit(anyone));
    }

    function testFuzz_MaxWithdraw_NeverReverts(State calldata state, address anyone, bool isPaused) external {
        _arrange(state, 0, 0);
        if (isPaused) _pause(vault);
        vm.assertEq(vault.maxWithdraw(anyone), vault.balanceOf(anyone));
    }

    function testFuzz_MaxRedeem_NeverReverts(State calldata state, address anyone, bool isPaused) external {
        _arrange(state, 0, 0);
        if (isPaused) _pause(vault);
        vm.assertEq(vault.maxRedeem(anyone), vault.balanceOf(anyone));
    }

    /* FUNCTIONS: PREVIEWS */

    function testFuzz_PreviewDeposit_NeverPromisesMore(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, assets, 0);
        vm.prank(STRANGER);
        uint256 preview = vault.previewDeposit(assets);
        vm.prank(caller);
        vm.assertLe(preview, vault.deposit(assets, receiver));
    }

    function testFuzz_PreviewMint_NeverPromisesLess(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, shares, 0);
        vm.prank(STRANGER);
        uint256 preview = vault.previewMint(shares);
        vm.prank(caller);
        vm.assertGe(preview, vault.mint(shares, receiver));
    }

    function testFuzz_PreviewWithdraw_NeverPromisesLess(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, assets);
        vm.prank(STRANGER);
        uint256 preview = vault.previewWithdraw(assets);
        vm.prank(caller);
        vm.assertGe(preview, vault.withdraw(assets, receiver, owner));
    }

    function testFuzz_PreviewRedeem_NeverPromisesMore(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, shares);
        vm.prank(STRANGER);
        uint256 preview = vault.previewRedeem(shares);
        vm.prank(caller);
        vm.assertLe(preview, vault.redeem(shares, receiver, owner));
    }

    /* FUNCTIONS: ACTIONS */

    function testFuzz_Deposit_MovesExactly(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, assets, 0);
        vm.prank(caller);
        asset.approve(address(vault), assets + state.allowance);
        uint256 assetsBefore = asset.balanceOf(caller);
        uint256 sharesBefore = vault.balanceOf(receiver);

        vm.prank(caller);
        uint256 shares = vault.deposit(assets, receiver);

        vm.assertEq(asset.balanceOf(caller), assetsBefore - assets, "assets");
        vm.assertEq(vault.balanceOf(receiver), sharesBefore + shares, "shares");
        vm.assertEq(asset.allowance(caller, address(vault)), state.allowance, "allowance");
    }

    function testFuzz_Mint_MovesExactly(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, shares, 0);
        vm.prank(caller);
        asset.approve(address(vault), shares + state.allowance);
        uint256 assetsBefore = asset.balanceOf(caller);
        uint256 sharesBefore = vault.balanceOf(receiver);

        vm.prank(caller);
        uint256 assets = vault.mint(shares, receiver);

        vm.assertEq(asset.balanceOf(caller), assetsBefore - assets, "assets");
        vm.assertEq(vault.balanceOf(receiver), sharesBefore + shares, "shares");
        vm.assertEq(asset.allowance(caller, address(vault)), state.allowance, "allowance");
    }

    function testFuzz_Withdraw_MovesExactly(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, assets);
        uint256 assetsBefore = asset.balanceOf(receiver);
        uint256 sharesBefore = vault.balanceOf(owner);
        uint256 allowanceBefore = vault.allowance(owner, caller);

        vm.prank(caller);
        uint256 shares = vault.withdraw(assets, receiver, owner);

        vm.assertEq(asset.balanceOf(receiver), assetsBefore + assets, "assets");
        vm.assertEq(vault.balanceOf(owner), sharesBefore - shares, "shares");
        _assertSpent(allowanceBefore, shares);
    }

    function testFuzz_Redeem_MovesExactly(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, shares);
        uint256 assetsBefore = asset.balanceOf(receiver);
        uint256 sharesBefore = vault.balanceOf(owner);
        uint256 allowanceBefore = vault.allowance(owner, caller);

        vm.prank(caller);
        uint256 assets = vault.redeem(shares, receiver, owner);

        vm.assertEq(asset.balanceOf(receiver), assetsBefore + assets, "assets");
        vm.assertEq(vault.balanceOf(owner), sharesBefore - shares, "shares");
        _assertSpent(allowanceBefore, shares);
    }

    /// @dev The owner itself needs no allowance; everyone else spends exactly the shares.
    function _assertSpent(uint256 allowanceBefore, uint256 shares) private view {
        uint256 spent = caller == owner ? 0 : shares;
        vm.assertEq(vault.allowance(owner, caller), allowanceBefore - spent, "allowance");
    }

    /* ROUND TRIPS: nobody ends with more, nor with less */

    function testFuzz_DepositThenRedeem(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, assets, 0);
        vm.prank(caller);
        uint256 shares = vault.deposit(assets, caller);
        _donate(state);
        vm.prank(caller);
        vm.assertEq(vault.redeem(shares, caller, caller), assets);
    }

    function testFuzz_DepositThenWithdraw(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, assets, 0);
        vm.prank(caller);
        uint256 shares = vault.deposit(assets, caller);
        _donate(state);
        vm.prank(caller);
        vm.assertEq(vault.withdraw(assets, caller, caller), shares);
    }

    function testFuzz_RedeemThenDeposit(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, shares);
        vm.prank(owner);
        uint256 assets = vault.redeem(shares, owner, owner);
        _donate(state);
        vm.startPrank(owner);
        asset.approve(address(vault), assets);
        vm.assertEq(vault.deposit(assets, owner), shares);
        vm.stopPrank();
    }

    function testFuzz_RedeemThenMint(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, shares);
        vm.prank(owner);
        uint256 assets = vault.redeem(shares, owner, owner);
        _donate(state);
        vm.startPrank(owner);
        asset.approve(address(vault), assets);
        vm.assertEq(vault.mint(shares, owner), assets);
        vm.stopPrank();
    }

    function testFuzz_MintThenWithdraw(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, shares, 0);
        vm.prank(caller);
        uint256 assets = vault.mint(shares, caller);
        _donate(state);
        vm.prank(caller);
        vm.assertEq(vault.withdraw(assets, caller, caller), shares);
    }

    function testFuzz_MintThenRedeem(State calldata state, uint96 amount) external {
        uint256 shares = _bound(amount, 1, type(uint96).max);
        _arrange(state, shares, 0);
        vm.prank(caller);
        uint256 assets = vault.mint(shares, caller);
        _donate(state);
        vm.prank(caller);
        vm.assertEq(vault.redeem(shares, caller, caller), assets);
    }

    function testFuzz_WithdrawThenMint(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, assets);
        vm.prank(owner);
        uint256 shares = vault.withdraw(assets, owner, owner);
        _donate(state);
        vm.startPrank(owner);
        asset.approve(address(vault), assets);
        vm.assertEq(vault.mint(shares, owner), assets);
        vm.stopPrank();
    }

    function testFuzz_WithdrawThenDeposit(State calldata state, uint96 amount) external {
        uint256 assets = _bound(amount, 1, type(uint96).max);
        _arrange(state, 0, assets);
        vm.prank(owner);
        uint256 shares = vault.withdraw(assets, owner, owner);
        _donate(state);
        vm.startPrank(owner);
        asset.approve(address(vault), assets);
        vm.assertEq(vault.deposit(assets, owner), shares);
        vm.stopPrank();
    }
}

/// @title VaultPropertiesWethTest
contract VaultPropertiesWethTest is VaultProperties {
    function _subject() internal view override returns (StreamVault) {
        return stETH;
    }
}

/// @title VaultPropertiesUsdcTest
contract VaultPropertiesUsdcTest is VaultProperties {
    function _subject() internal view override returns (StreamVault) {
        return stUSDC;
    }
}
