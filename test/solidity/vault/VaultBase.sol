// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {StreamAccessManager} from "../../../contracts/StreamAccessManager.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {MockUSDC} from "../../../contracts/mocks/MockUSDC.sol";
import {MockWETH9} from "../../../contracts/mocks/MockWETH9.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title VaultBase
 * @notice What the vault's tests start from: WETH, USDC behind its proxy, a vault over each behind its own, and a
 * manager in which every role has one holder and no delays. This contract is the manager's admin and owns USDC.
 */
abstract contract VaultBase is TestBase {
    address internal immutable UPGRADER = _named("upgrader");
    address internal immutable PAUSER = _named("pauser");
    address internal immutable UNPAUSER = _named("unpauser");
    address internal immutable FEES = _named("fees");
    address internal immutable GUARDIAN = _named("guardian");
    address internal immutable ALICE = _named("alice");
    address internal immutable BOB = _named("bob");
    address internal immutable CAROL = _named("carol");
    address internal immutable STRANGER = _named("stranger");

    StreamAccessManager internal manager;
    MockWETH9 internal weth;
    MockUSDC internal usdc;
    StreamVault internal stETH;
    StreamVault internal stUSDC;

    function setUp() public virtual {
        manager = new StreamAccessManager(address(this));
        manager.grantRole(Roles.UPGRADER, UPGRADER, 0);
        manager.grantRole(Roles.PAUSER, PAUSER, 0);
        manager.grantRole(Roles.UNPAUSER, UNPAUSER, 0);
        manager.grantRole(Roles.FEES, FEES, 0);
        manager.grantRole(Roles.GUARDIAN, GUARDIAN, 0);

        weth = new MockWETH9();
        bytes memory setup = abi.encodeCall(MockUSDC.initialize, (address(this)));
        usdc = MockUSDC(address(new ERC1967Proxy(address(new MockUSDC()), setup)));
        usdc.configureMinter(address(this), type(uint256).max);

        stETH = _deployVault(IERC20(weth), "Stream ETH", "stETH");
        stUSDC = _deployVault(IERC20(usdc), "Stream USDC", "stUSDC");
    }

    /// @dev A vault behind its proxy, with its functions given to the roles.
    function _deployVault(IERC20 asset, string memory name, string memory symbol) internal returns (StreamVault vault) {
        bytes memory setup = abi.encodeCall(StreamVault.initialize, (asset, name, symbol, address(manager)));
        vault = StreamVault(address(new ERC1967Proxy(address(new StreamVault()), setup)));
        _give(address(vault), StreamVault.pause.selector, Roles.PAUSER);
        _give(address(vault), StreamVault.unpause.selector, Roles.UNPAUSER);
        _give(address(vault), StreamVault.skim.selector, Roles.FEES);
        _give(address(vault), vault.upgradeToAndCall.selector, Roles.UPGRADER);
    }

    /// @dev Lets the members of `role` call a function.
    function _give(address target, bytes4 selector, uint64 role) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(target, selectors, role);
    }

    /// @dev New units of WETH or USDC for `to`.
    function _fund(IERC20 asset, address to, uint256 amount) internal {
        if (amount == 0) return;
        if (address(asset) != address(weth)) {
            usdc.mint(to, amount);
            return;
        }
        vm.deal(address(this), amount);
        weth.deposit{value: amount}();
        weth.transfer(to, amount);
    }

    /// @dev New shares of WETH's or USDC's vault for `to`.
    function _fundShares(StreamVault vault, address to, uint256 shares) internal {
        if (shares == 0) return;
        IERC20 asset = IERC20(vault.asset());
        _fund(asset, address(this), shares);
        asset.approve(address(vault), shares);
        vault.deposit(shares, to);
    }

    /// @dev Pauses the vault.
    function _pause(StreamVault vault) internal {
        vm.prank(PAUSER);
        vault.pause();
    }
}
