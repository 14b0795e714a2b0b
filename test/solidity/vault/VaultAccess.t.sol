// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC1967} from "@openzeppelin/contracts/interfaces/IERC1967.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title VaultAccessTest
 * @notice Who may call what is restricted, and what an upgrade takes and changes.
 */
contract VaultAccessTest is VaultBase {
    StreamVault private _next;

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        _next = new StreamVault();
        _fundShares(stUSDC, ALICE, 100);
        _fund(IERC20(usdc), address(stUSDC), 7);
    }

    /* ROLES */

    /// @dev Every restricted function × everybody: the holder of its role may, nobody else, not even the admin.
    function test_Matrix() external {
        bytes[4] memory calls = [
            abi.encodeCall(stUSDC.pause, ()),
            abi.encodeCall(stUSDC.unpause, ()),
            abi.encodeCall(stUSDC.skim, (CAROL)),
            abi.encodeCall(stUSDC.upgradeToAndCall, (address(_next), ""))
        ];
        address[4] memory holders = [PAUSER, UNPAUSER, FEES, UPGRADER];
        address[8] memory callers = [PAUSER, UNPAUSER, FEES, UPGRADER, GUARDIAN, ALICE, STRANGER, address(this)];

        for (uint256 i; i < calls.length; ++i) {
            for (uint256 j; j < callers.length; ++j) {
                if (callers[j] == holders[i]) continue;
                vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[j]));
                vm.prank(callers[j]);
                _call(calls[i]);
            }
            vm.prank(holders[i]);
            _call(calls[i]);
        }
    }

    /// @dev Who calls is who sends the transaction, whatever is written after the arguments.
    function test_RevertWhen_CallerIsWrittenIntoTheCall() external {
        bytes memory call = abi.encodePacked(abi.encodeCall(stUSDC.skim, (STRANGER)), FEES);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        _call(call);

        vm.prank(FEES);
        _call(call);
        vm.assertEq(usdc.balanceOf(STRANGER), 7);
    }

    function test_RevertWhen_AFunctionHasNoRole() external {
        StreamVault other = _deployVault(IERC20(usdc), "Other", "OTHER");
        _give(address(other), StreamVault.pause.selector, Roles.ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, PAUSER));
        vm.prank(PAUSER);
        other.pause();
        other.pause();
        vm.assertTrue(other.paused());
    }

    function test_RevertWhen_StrangerSetsTheAuthority() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        stUSDC.setAuthority(address(manager));
    }

    /* UPGRADES */

    function test_Upgrade_ChangesNothingElse() external {
        bytes32 before = _state();
        vm.expectEmit(address(stUSDC));
        emit IERC1967.Upgraded(address(_next));
        vm.prank(UPGRADER);
        stUSDC.upgradeToAndCall(address(_next), "");
        vm.assertEq(_state(), before);

        vm.expectRevert(Initializable.InvalidInitialization.selector);
        stUSDC.initialize(IERC20(weth), "Other", "OTHER", STRANGER);
    }

    function test_Upgrade_WithADelay() external {
        manager.grantRole(Roles.UPGRADER, UPGRADER, 2 days);
        bytes memory call = abi.encodeCall(stUSDC.upgradeToAndCall, (address(_next), ""));
        bytes32 id = manager.hashOperation(UPGRADER, address(stUSDC), call);

        vm.startPrank(UPGRADER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, id));
        stUSDC.upgradeToAndCall(address(_next), "");

        manager.schedule(address(stUSDC), call, 0);
        vm.warp(block.timestamp + 2 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, id));
        stUSDC.upgradeToAndCall(address(_next), "");

        vm.warp(block.timestamp + 1);
        stUSDC.upgradeToAndCall(address(_next), "");
        vm.stopPrank();
    }

    function test_RevertWhen_UpgradeHasExpired() external {
        manager.grantRole(Roles.UPGRADER, UPGRADER, 2 days);
        bytes memory call = abi.encodeCall(stUSDC.upgradeToAndCall, (address(_next), ""));
        vm.startPrank(UPGRADER);
        (bytes32 id, ) = manager.schedule(address(stUSDC), call, 0);
        vm.warp(block.timestamp + 2 days + 1 weeks);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerExpired.selector, id));
        stUSDC.upgradeToAndCall(address(_next), "");
        vm.stopPrank();
    }

    function test_RevertWhen_UpgradeIsCancelledByTheGuardian() external {
        manager.setRoleGuardian(Roles.UPGRADER, Roles.GUARDIAN);
        manager.grantRole(Roles.UPGRADER, UPGRADER, 2 days);
        bytes memory call = abi.encodeCall(stUSDC.upgradeToAndCall, (address(_next), ""));
        vm.prank(UPGRADER);
        (bytes32 id, ) = manager.schedule(address(stUSDC), call, 0);
        vm.prank(GUARDIAN);
        manager.cancel(UPGRADER, address(stUSDC), call);

        vm.warp(block.timestamp + 2 days);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, id));
        vm.prank(UPGRADER);
        stUSDC.upgradeToAndCall(address(_next), "");
    }

    function test_RevertWhen_UpgradedToWhatIsNoImplementation() external {
        address[3] memory targets = [address(usdc), address(weth), address(stETH)];
        for (uint256 i; i < targets.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, targets[i]));
            vm.prank(UPGRADER);
            stUSDC.upgradeToAndCall(targets[i], "");
        }

        vm.expectRevert();
        vm.prank(UPGRADER);
        stUSDC.upgradeToAndCall(ALICE, "");
    }

    function test_RevertWhen_ImplementationIsUpgraded() external {
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        vm.prank(UPGRADER);
        _next.upgradeToAndCall(address(_next), "");
    }

    /// @dev The next call is the vault's, and its revert is passed on.
    function _call(bytes memory data) private {
        (bool success, bytes memory result) = address(stUSDC).call(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }

    /// @dev Everything that the vault says of itself and of its holders.
    function _state() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    stUSDC.name(),
                    stUSDC.symbol(),
                    stUSDC.decimals(),
                    stUSDC.asset(),
                    stUSDC.authority(),
                    stUSDC.DOMAIN_SEPARATOR(),
                    stUSDC.totalSupply(),
                    stUSDC.surplus(),
                    stUSDC.paused(),
                    stUSDC.balanceOf(ALICE)
                )
            );
    }
}
