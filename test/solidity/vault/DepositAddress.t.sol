// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {DepositAddress} from "../../../contracts/DepositAddress.sol";
import {DepositAddressCode} from "../../../contracts/libraries/DepositAddressCode.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {MockRevertingToken} from "../../../contracts/mocks/MockRevertingToken.sol";
import {MockWETH9} from "../../../contracts/mocks/MockWETH9.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title DepositAddressTest
 * @notice A deposit address takes ether from anybody and obeys its factory, which is this contract, alone. Both the
 * committed init code and the present compiler's are tested.
 */
contract DepositAddressTest is TestBase {
    address private immutable _STRANGER = _named("stranger");

    /// @dev The first from the committed init code, the second from the source.
    DepositAddress[2] private _accounts;

    function setUp() external {
        bytes memory initCode = DepositAddressCode.INIT_CODE;
        address committed;
        assembly ("memory-safe") {
            committed := create(0, add(initCode, 0x20), mload(initCode))
        }
        _accounts = [DepositAddress(payable(committed)), new DepositAddress()];
    }

    function test_Factory_IsWhoDeployedIt() external view {
        for (uint256 i; i < 2; ++i) vm.assertEq(_accounts[i].FACTORY(), address(this));
    }

    /* RECEIVE */

    /// @dev Of itself such a call passes on no gas: 2,300 come with the value, as in a `transfer`.
    function testFuzz_Receive_WithinTheStipend(uint128 value) external {
        uint256 amount = _bound(value, 1, type(uint128).max);
        for (uint256 i; i < 2; ++i) {
            vm.deal(address(this), amount);
            (bool success, ) = address(_accounts[i]).call{value: amount, gas: 0}("");
            vm.assertTrue(success);
            vm.assertEq(address(_accounts[i]).balance, amount);
        }
    }

    function test_Receive_CostsAlmostNothing() external {
        for (uint256 i; i < 2; ++i) {
            address account = address(_accounts[i]);
            vm.deal(address(this), 1);
            vm.deal(account, 1);
            bool success;
            uint256 used = gasleft();
            assembly ("memory-safe") {
                success := call(gas(), account, 1, 0, 0, 0, 0)
            }
            used -= gasleft();
            vm.assertTrue(success);
            vm.assertLt(used, 6_800 + 100, "more than a call with value to a warm account and very little");
        }
    }

    function test_RevertWhen_CalledWithSomethingElse() external {
        for (uint256 i; i < 2; ++i) {
            vm.deal(address(this), 1);
            (bool success, ) = address(_accounts[i]).call{value: 1}(hex"12345678");
            vm.assertFalse(success);
        }
    }

    /* EXECUTE */

    function testFuzz_Execute_SendsEther(uint128 held, uint128 sent) external {
        uint256 value = _bound(sent, 0, held);
        for (uint256 i; i < 2; ++i) {
            MockWETH9 weth = new MockWETH9();
            vm.deal(address(_accounts[i]), held);
            bytes memory result = _accounts[i].execute(address(weth), value, abi.encodeCall(weth.deposit, ()));
            vm.assertEq(result.length, 0);
            vm.assertEq(weth.balanceOf(address(_accounts[i])), value);
            vm.assertEq(address(_accounts[i]).balance, held - value);
        }
    }

    function test_Execute_ReturnsWhatTheTargetReturns() external {
        for (uint256 i; i < 2; ++i) {
            MockERC20 token = new MockERC20();
            token.mint(address(_accounts[i]), 5);
            bytes memory result = _accounts[i].execute(
                address(token),
                0,
                abi.encodeCall(token.transfer, (_STRANGER, 5))
            );
            vm.assertTrue(abi.decode(result, (bool)));
            vm.assertEq(token.balanceOf(_STRANGER), 5);
        }
    }

    function test_Execute_ReachesAWallet() external {
        for (uint256 i; i < 2; ++i) {
            vm.deal(address(_accounts[i]), 5);
            vm.deal(_STRANGER, 0);
            _accounts[i].execute(_STRANGER, 5, "");
            vm.assertEq(_STRANGER.balance, 5);
        }
    }

    function test_RevertWhen_TargetReverts() external {
        MockRevertingToken token = new MockRevertingToken();
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(MockRevertingToken.TransferRefused.selector, address(_accounts[i]), _STRANGER, 5)
            );
            _accounts[i].execute(address(token), 0, abi.encodeCall(token.transfer, (_STRANGER, 5)));
        }
    }

    function test_RevertWhen_TargetRevertsWithoutReason() external {
        MockWETH9 weth = new MockWETH9();
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(Errors.FailedCall.selector);
            _accounts[i].execute(address(weth), 0, abi.encodeCall(weth.withdraw, (1)));
        }
    }

    function test_RevertWhen_EtherIsMissing() external {
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(Errors.FailedCall.selector);
            _accounts[i].execute(_STRANGER, 1, "");
        }
    }

    function testFuzz_RevertWhen_SomebodyElseExecutes(address caller, address target, bytes calldata data) external {
        vm.assume(caller != address(this));
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(DepositAddress.NotTheFactory.selector, caller));
            vm.prank(caller);
            _accounts[i].execute(target, 0, data);
        }
    }

    /// @dev Not even by a call to itself, which the factory could make it do.
    function test_RevertWhen_ItCallsItself() external {
        for (uint256 i; i < 2; ++i) {
            bytes memory call = abi.encodeCall(DepositAddress.execute, (_STRANGER, 0, ""));
            vm.expectRevert(abi.encodeWithSelector(DepositAddress.NotTheFactory.selector, address(_accounts[i])));
            _accounts[i].execute(address(_accounts[i]), 0, call);
        }
    }
}
