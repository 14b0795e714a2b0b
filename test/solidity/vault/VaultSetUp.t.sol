// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultSetUpTest
 * @notice What a vault is from its first block on, and that nobody can set it up a second time.
 */
contract VaultSetUpTest is VaultBase {
    function test_Metadata() external view {
        vm.assertEq(stETH.name(), "Stream ETH");
        vm.assertEq(stETH.symbol(), "stETH");
        vm.assertEq(stETH.decimals(), 18);
        vm.assertEq(stETH.asset(), address(weth));
        vm.assertEq(stUSDC.name(), "Stream USDC");
        vm.assertEq(stUSDC.symbol(), "stUSDC");
        vm.assertEq(stUSDC.decimals(), 6);
        vm.assertEq(stUSDC.asset(), address(usdc));
        vm.assertEq(stUSDC.authority(), address(manager));
    }

    function test_Eip712Domain_IsTheShareNameAndVersionOne() external view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifier, , ) = stUSDC
            .eip712Domain();
        vm.assertEq(uint8(fields), 0x0f);
        vm.assertEq(name, "Stream USDC");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(verifier, address(stUSDC));
    }

    function test_RevertWhen_InitialisedTwice() external {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        stETH.initialize(IERC20(usdc), "Other", "OTHER", STRANGER);
    }

    function test_RevertWhen_ImplementationIsInitialised() external {
        StreamVault implementation = new StreamVault();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(IERC20(weth), "Stream ETH", "stETH", address(manager));
    }

    function test_RevertWhen_AssetHasNoCode() external {
        StreamVault implementation = new StreamVault();
        vm.expectRevert(abi.encodeWithSelector(IStreamVault.AssetWithoutCode.selector, ALICE));
        _proxy(implementation, IERC20(ALICE), address(manager));
    }

    function test_RevertWhen_AuthorityHasNoCode() external {
        StreamVault implementation = new StreamVault();
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedInvalidAuthority.selector, ALICE));
        _proxy(implementation, IERC20(weth), ALICE);
    }

    function _proxy(StreamVault implementation, IERC20 asset, address authority) private returns (ERC1967Proxy) {
        return
            new ERC1967Proxy(
                address(implementation),
                abi.encodeCall(StreamVault.initialize, (asset, "Stream", "ST", authority))
            );
    }
}
