// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC3009Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/draft-ERC3009Upgradeable.sol";
import {MockWallet} from "../../../contracts/mocks/MockWallet.sol";
import {AuthorizationBase} from "./AuthorizationBase.sol";

/**
 * @title VaultWalletAuthorizationTest
 * @notice ERC-3009 authorisations of contract wallets, by ERC-1271.
 */
contract VaultWalletAuthorizationTest is AuthorizationBase {
    uint8 private constant _TRANSFER = 1;
    uint8 private constant _RECEIVE = 3;
    uint256 private constant _KEY = 0xA11CE;

    MockWallet private _wallet;

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        _wallet = new MockWallet(vm.addr(_KEY));
        _fundShares(stUSDC, address(_wallet), 100);
    }

    function test_Wallet_Authorises() external {
        Authorization memory a = _authorization(_wallet);
        _submit(stUSDC, _TRANSFER, a, _sign(stUSDC, _KEY, _TRANSFER, a));
        a.nonce = "other";
        _submit(stUSDC, _RECEIVE, a, _sign(stUSDC, _KEY, _RECEIVE, a));
        vm.assertEq(stUSDC.balanceOf(BOB), 20);
        vm.assertEq(stUSDC.balanceOf(address(_wallet)), 80);
    }

    function test_Wallet_Cancels() external {
        bytes memory signature = _signCancel(stUSDC, _KEY, address(_wallet), "nonce");
        _cancel(stUSDC, _TRANSFER, address(_wallet), "nonce", signature);
        vm.assertTrue(stUSDC.authorizationState(address(_wallet), "nonce"));
    }

    function test_RevertWhen_Revoked() external {
        _expectRefusedAnswer(MockWallet.Answer.Revoked);
    }

    function test_RevertWhen_AnswerHasOtherData() external {
        _expectRefusedAnswer(MockWallet.Answer.OtherData);
    }

    function test_RevertWhen_AnswerIsShort() external {
        _expectRefusedAnswer(MockWallet.Answer.Short);
    }

    function test_RevertWhen_SignedBySomebodyElse() external {
        Authorization memory a = _authorization(_wallet);
        _expectRefused(_TRANSFER, a, _sign(stUSDC, 0xB0B, _TRANSFER, a));
        _expectRefused(_RECEIVE, a, _sign(stUSDC, 0xB0B, _RECEIVE, a));
    }

    function test_RevertWhen_SignedForAnotherWalletOfTheOwner() external {
        MockWallet second = new MockWallet(vm.addr(_KEY));
        _fundShares(stUSDC, address(second), 100);
        Authorization memory a = _authorization(_wallet);
        bytes memory forTransfer = _sign(stUSDC, _KEY, _TRANSFER, a);
        bytes memory forReceive = _sign(stUSDC, _KEY, _RECEIVE, a);
        a.from = address(second);
        _expectRefused(_TRANSFER, a, forTransfer);
        _expectRefused(_RECEIVE, a, forReceive);
    }

    /// @dev The owner's own shares are not the wallet's, nor the other way round.
    function test_RevertWhen_SignedForTheOwnerItself() external {
        Authorization memory a = _authorization(_wallet);
        a.from = vm.addr(_KEY);
        bytes memory signature = _sign(stUSDC, _KEY, _TRANSFER, a);
        a.from = address(_wallet);
        _expectRefused(_TRANSFER, a, signature);
    }

    /// @dev The wallet would say yes if it could make the vault move something while it is asked.
    function test_RevertWhen_WalletReenters() external {
        uint256 key = 0xB0B;
        _fundShares(stUSDC, vm.addr(key), 100);
        Authorization memory inner = _authorization(_wallet);
        inner.from = vm.addr(key);
        bytes memory call = abi.encodeWithSignature(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            inner.from,
            inner.to,
            inner.value,
            inner.validAfter,
            inner.validBefore,
            inner.nonce,
            _sign(stUSDC, key, _TRANSFER, inner)
        );
        _wallet.setCall(address(stUSDC), call);
        _wallet.setAnswer(MockWallet.Answer.Reentering);

        Authorization memory a = _authorization(_wallet);
        _expectRefused(_TRANSFER, a, "");
        _expectRefused(_RECEIVE, a, "");
        vm.assertFalse(stUSDC.authorizationState(inner.from, inner.nonce));

        (bool success, ) = address(stUSDC).call(call);
        vm.assertTrue(success);
    }

    function test_RevertWhen_WalletIsAskedInTheOtherForm() external {
        for (uint8 form; form < 4; form += 2) {
            Authorization memory a = _authorization(_wallet);
            _expectRefused(form, a, _sign(stUSDC, _KEY, form, a));
        }
    }

    function test_RevertWhen_NonceIsUsed() external {
        Authorization memory a = _authorization(_wallet);
        bytes memory signature = _sign(stUSDC, _KEY, _TRANSFER, a);
        _submit(stUSDC, _TRANSFER, a, signature);
        vm.expectRevert(abi.encodeWithSelector(ERC3009Upgradeable.ERC3009UsedAuthorization.selector, a.from, a.nonce));
        _submit(stUSDC, _TRANSFER, a, signature);
    }

    function _authorization(MockWallet wallet) private view returns (Authorization memory) {
        return
            Authorization({
                from: address(wallet),
                to: BOB,
                value: 10,
                validAfter: 0,
                validBefore: block.timestamp + 1,
                nonce: "nonce"
            });
    }

    function _expectRefusedAnswer(MockWallet.Answer answer) private {
        _wallet.setAnswer(answer);
        Authorization memory a = _authorization(_wallet);
        _expectRefused(_TRANSFER, a, _sign(stUSDC, _KEY, _TRANSFER, a));
        _expectRefused(_RECEIVE, a, _sign(stUSDC, _KEY, _RECEIVE, a));

        bytes memory signature = _signCancel(stUSDC, _KEY, a.from, a.nonce);
        vm.expectRevert(ERC3009Upgradeable.ERC3009InvalidSignature.selector);
        stUSDC.cancelAuthorization(a.from, a.nonce, signature);
    }

    function _expectRefused(uint8 form, Authorization memory a, bytes memory signature) private {
        vm.expectRevert(ERC3009Upgradeable.ERC3009InvalidSignature.selector);
        _submit(stUSDC, form, a, signature);
    }
}
