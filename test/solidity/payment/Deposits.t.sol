// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {PaymentTest} from "./PaymentTest.sol";

/// @title DepositsTest
contract DepositsTest is PaymentTest {
    uint256 private constant KEY = uint256(keccak256("depositor"));
    address private depositor = vm.addr(KEY);

    /// @dev Proves that every way in credits exactly what it takes, one share for one unit, and leaves nothing behind:
    /// the ledger holds shares equal to balances and no assets. Inputs: shares, assets and ETH, both vaults, for oneself
    /// and for others, amounts up to 2^120.
    function testFuzz_EveryWayInCreditsExactly(uint120 amount, uint8 way, bool isUsdc, bool forOther) external {
        uint256 shares = _bound(amount, 1, type(uint120).max);
        vault = address(isUsdc && way % 3 != 2 ? stUSDC : stETH);
        address account = forOther ? other : depositor;
        _bring(way, shares);
        vm.prank(depositor);
        if (way % 3 == 0) ledger.deposit(vault, shares, account);
        else if (way % 3 == 1) vm.assertEq(ledger.depositAssets(vault, shares, account), shares);
        else vm.assertEq(ledger.depositETH{value: shares}(vault, account), shares);

        IERC20 asset = IERC20(StreamVault(vault).asset());
        vm.assertEq(_balance(account), shares);
        vm.assertEq(IERC20(vault).balanceOf(address(ledger)), shares);
        vm.assertEq(asset.balanceOf(vault), shares);
        vm.assertEq(asset.balanceOf(address(ledger)) + asset.balanceOf(depositor) + depositor.balance, 0);
        vm.assertEq(IERC20(vault).balanceOf(depositor), 0);

        vm.prank(account);
        ledger.withdrawAssets(vault, shares, account);
        vm.assertEq(asset.balanceOf(account), shares);
        vm.assertEq(IERC20(vault).totalSupply(), 0);
    }

    /// @dev Proves that a deposit for somebody else cannot reach the account of a name, of the ledger or of nobody, by
    /// any way in, and costs nothing. Inputs: seven such accounts, three ways in.
    function testFuzz_RevertWhen_AccountIsClosed(uint64 amount, uint8 way, uint8 which) external {
        uint256 shares = _bound(amount, 1, type(uint64).max);
        bytes32 id = _stream(0, 1, 60);
        address[7] memory closed = [
            address(0),
            address(ledger),
            platform,
            ledger.accountOf(tenantId),
            ledger.accountOf(id),
            ledger.watchAccountOf(id),
            ledger.accountOf(ROOT)
        ];
        address account = closed[which % 7];
        _bring(way, shares);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.ReceiverRefused.selector, account));
        vm.prank(depositor);
        if (way % 3 == 0) ledger.deposit(vault, shares, account);
        else if (way % 3 == 1) ledger.depositAssets(vault, shares, account);
        else ledger.depositETH{value: shares}(vault, account);
        vm.assertEq(_balance(account), 0);
    }

    /// @dev Proves that nothing comes in during a pause, into a vault that is not listed (or never was), or for nothing,
    /// and that the caller keeps what they brought. Inputs: the four reasons, three ways in.
    function testFuzz_RevertWhen_Closed(uint64 amount, uint8 way, uint8 reason) external {
        uint256 shares = reason % 4 == 3 ? 0 : _bound(amount, 1, type(uint64).max);
        if (shares != 0) _bring(way, shares);
        bytes memory refusal = abi.encodeWithSelector(IStreamLedger.VaultNotListed.selector, vault);
        if (reason % 4 == 0) {
            _pause();
            refusal = abi.encodeWithSelector(IStreamLedger.EnforcedPause.selector);
        } else if (reason % 4 == 1) {
            vm.prank(lister);
            ledger.delistVault(vault);
        } else if (reason % 4 == 2) {
            vault = address(weth);
            refusal = abi.encodeWithSelector(IStreamLedger.VaultNotListed.selector, vault);
        } else {
            refusal = abi.encodeWithSelector(IStreamLedger.ZeroAmount.selector);
        }
        vm.expectRevert(refusal);
        vm.prank(depositor);
        if (way % 3 == 0) ledger.deposit(vault, shares, depositor);
        else if (way % 3 == 1) ledger.depositAssets(vault, shares, depositor);
        else ledger.depositETH{value: shares}(vault, depositor);
        vm.assertEq(stETH.balanceOf(depositor) + weth.balanceOf(depositor) + depositor.balance, shares);
    }

    /// @dev Proves that ETH is only taken for the vault over wrapped ETH. Inputs: any amount, for oneself and for others.
    function testFuzz_RevertWhen_VaultIsNotOverEther(uint64 amount, bool forOther) external {
        uint256 value = _bound(amount, 1, type(uint64).max);
        vm.deal(depositor, value);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.NotAnEtherVault.selector, address(stUSDC), address(usdc)));
        vm.prank(depositor);
        ledger.depositETH{value: value}(address(stUSDC), forOther ? other : depositor);
    }

    /// @dev Proves that a permit and a deposit in one `multicall` need no approval before, and that a watcher who uses the
    /// permit first cannot stop them. Inputs: permits of USDC and of both vaults' shares, used before or not.
    function testFuzz_PermitAndDeposit(uint64 amount, uint8 which, bool isUsedBefore) external {
        uint256 shares = _bound(amount, 1, type(uint64).max);
        vault = address(which % 3 == 0 ? stETH : stUSDC);
        address token = which % 3 == 2 ? address(usdc) : vault;
        _give(which % 3 == 2 ? 1 : 0, shares);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _permitDigest(token, shares));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IStreamLedger.permit, (vault, token, shares, block.timestamp, v, r, s));
        calls[1] =
            which % 3 == 2
                ? abi.encodeCall(IStreamLedger.depositAssets, (vault, shares, depositor))
                : abi.encodeCall(IStreamLedger.deposit, (vault, shares, depositor));
        if (isUsedBefore) {
            IERC20Permit(token).permit(depositor, address(ledger), shares, block.timestamp, v, r, s);
            vm.expectEmit(address(ledger));
            emit IStreamLedger.PermitSkipped(token, depositor, shares);
        }
        vm.prank(depositor);
        ledger.multicall(calls);
        vm.assertEq(_balance(depositor), shares);
    }

    /// @dev Proves that a permit that fails says so unless the allowance is there anyway, and that no foreign token's
    /// permit is called. Inputs: allowances from zero to one unit short; a token of another vault.
    function testFuzz_RevertWhen_PermitFails(uint64 amount, uint64 allowed, bytes32 r, bytes32 s) external {
        uint256 shares = _bound(amount, 1, type(uint64).max);
        allowed = uint64(_bound(allowed, 0, shares - 1));
        vm.prank(depositor);
        stETH.approve(address(ledger), allowed);
        vm.startPrank(depositor);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.PermitFailed.selector, vault, depositor, shares, allowed));
        ledger.permit(vault, vault, shares, block.timestamp, 27, r, s);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.TokenNotOfVault.selector, vault, address(usdc)));
        ledger.permit(vault, address(usdc), shares, block.timestamp, 27, r, s);
        vm.stopPrank();
    }

    /// @dev Proves that accounts follow from names alone and never coincide with one another. Inputs: any two ids.
    function testFuzz_AccountsFollowFromNames(bytes32 id, bytes32 another) external view {
        vm.assertEq(ledger.accountOf(id), factory.addressOf(id));
        vm.assertEq(ledger.watchAccountOf(id), factory.addressOf(keccak256(abi.encodePacked(id, "watch"))));
        vm.assertNotEq(ledger.accountOf(id), ledger.watchAccountOf(another));
        if (id != another) vm.assertNotEq(ledger.accountOf(id), ledger.accountOf(another));
    }

    /// @dev Gives the depositor what the way in takes, approved.
    function _bring(uint8 way, uint256 amount) private {
        if (way % 3 == 2) vm.deal(depositor, amount);
        else _give(way % 3, amount);
        vm.startPrank(depositor);
        IERC20(vault).approve(address(ledger), amount);
        IERC20(StreamVault(vault).asset()).approve(address(ledger), amount);
        vm.stopPrank();
    }

    /// @dev Gives the depositor shares (0) or assets (1) of the vault.
    function _give(uint256 what, uint256 amount) private {
        IERC20 asset = IERC20(StreamVault(vault).asset());
        if (address(asset) == address(weth)) {
            vm.deal(address(this), amount);
            weth.deposit{value: amount}();
        } else {
            usdc.configureMinter(address(this), amount);
            usdc.mint(address(this), amount);
        }
        if (what == 1) {
            asset.transfer(depositor, amount);
        } else {
            asset.approve(vault, amount);
            StreamVault(vault).deposit(amount, depositor);
        }
    }

    function _permitDigest(address token, uint256 amount) private view returns (bytes32) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 body = keccak256(
            abi.encode(kind, depositor, address(ledger), amount, IERC20Permit(token).nonces(depositor), block.timestamp)
        );
        return keccak256(abi.encodePacked(hex"1901", IERC20Permit(token).DOMAIN_SEPARATOR(), body));
    }
}
